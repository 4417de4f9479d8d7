import { integer, oneOf, outOfRange, wrongType } from '../core/checks.js';
import type { Chain } from '../defenses/chain/chain.js';
import { hasStep, onlyNames } from '../defenses/chain/check.js';
import { readChain } from '../defenses/chain/text.js';
import { type MapKind, mapKinds, type Vote, votes } from './choices.js';

/** A defense as data that JSON holds: what `defendedClassifier` is called with, but for its seed. */
export interface ChainDefense {
  readonly name: string;
  readonly chain: Chain;
  readonly map: MapKind;
  /** Draws that one decision is made of, 1…1000. */
  readonly ensemble: number;
  readonly vote: Vote;
  /** Classes that the map `'r-cam'` is made of. Absent: the classifier's default. */
  readonly topK?: number;
}

/** The fields of a defense in a file. */
export const chainDefenseFields = ['name', 'chain', 'map', 'ensemble', 'vote', 'topK'] as const;

/**
 * Refuses a map where nothing is deflected, and a number of classes for a map that is not made of several.
 * @throws RangeError that calls the defense by `place`
 */
export function checkMapOf(chain: Chain, map: MapKind, topK: number | undefined, place: string): void {
  if (map !== 'none' && !hasStep(chain, 'deflect')) {
    throw outOfRange("'none' for a chain that has no step 'deflect'", `the map of ${place}`, map);
  }
  if (topK !== undefined && map !== 'r-cam') {
    throw outOfRange("no topK without the map 'r-cam'", place, map);
  }
}

/**
 * Checks a defense that came from outside, and fills in what may be left out: `map` (`'none'`), `ensemble` (1), `vote`
 * (`'majority'`).
 * @param given `chain` may be text (see `parseChain`) or steps
 * @param place what errors call it
 * @throws TypeError or RangeError that names the field, or the step of the chain; unknown names come with the nearest
 */
export function checkChainDefense(given: object, place: string): ChainDefense {
  onlyNames(given, `the fields of ${place}`, chainDefenseFields);
  const { name, chain, map = 'none', ensemble = 1, vote = 'majority', topK } = given as Record<string, unknown>;
  if (typeof name !== 'string') throw wrongType('a text', `the name of ${place}`, name);
  if (name.trim() === '') throw outOfRange('a text that is not empty', `the name of ${place}`, name);
  const checked = readChain(chain, `the chain of ${place}`);
  const kind = oneOf(map, `the map of ${place}`, mapKinds);
  const classes = topK === undefined ? undefined : integer(topK, `topK of ${place}`, 1);
  checkMapOf(checked, kind, classes, place);
  return {
    name,
    chain: checked,
    map: kind,
    ensemble: integer(ensemble, `the ensemble of ${place}`, 1, 1000),
    vote: oneOf(vote, `the vote of ${place}`, votes),
    ...(classes !== undefined && { topK: classes }),
  };
}
