import type { Seed } from '../../core/random.js';
import { bootstrapMean, countValues } from '../statistics/bootstrap.js';
import { paretoFront } from '../statistics/pareto.js';
import type { ComparedFamily } from './compared.js';
import { clean, type Outcomes } from './outcomes.js';

/** How a chain stands against a transform whose own parameter was swept, under one attack. */
export interface FamilyComparison {
  readonly attack: string;
  readonly family: string;
  /**
   * The transform at the chain's clean accuracy: `'interpolated'` between two values of its parameter; `'keeps more'`: at its
   * strongest value, which still keeps more of the clean accuracy; `'keeps less'`: at its mildest value, as it reaches the
   * chain's clean accuracy with none.
   */
  readonly at: 'interpolated' | 'keeps more' | 'keeps less';
  /** The settings that it is taken at, with the share of each. */
  readonly settings: readonly { readonly defense: string; readonly share: number }[];
  /** Clean accuracy of chain and transform. */
  readonly clean: readonly [chain: number, transform: number];
  /** Recovered accuracy of both. */
  readonly recovered: readonly [chain: number, transform: number];
  /** Chain − transform, with its 95 % interval by the bootstrap over pictures. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

interface Point {
  readonly defense: string;
  readonly clean: number;
  readonly recovered: number;
}

/** Where a clean accuracy lies on a transform's front: the settings to take, and how often each. */
function settingsAt(front: readonly Point[], wanted: number): Pick<FamilyComparison, 'at' | 'settings'> {
  const above = front.findIndex((point) => point.clean >= wanted);
  const whole = ({ defense }: Point) => [{ defense, share: 1 }];
  if (above === -1) return { at: 'keeps less', settings: whole(front[front.length - 1]) };
  const right = front[above];
  if (right.clean === wanted) return { at: 'interpolated', settings: whole(right) };
  if (above === 0) return { at: 'keeps more', settings: whole(right) };
  const left = front[above - 1];
  const share = (wanted - left.clean) / (right.clean - left.clean);
  return {
    at: 'interpolated',
    settings: [
      { defense: left.defense, share: 1 - share },
      { defense: right.defense, share },
    ],
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Compares a chain with a transform at equal clean accuracy. Between two values of its parameter the transform is one of
 * the two, taken at random for each picture with the odds that give the chain's clean accuracy: this has the accuracies
 * on the line between both, and can be compared picture by picture.
 */
export function compareWithFamily(
  outcomes: Outcomes,
  chain: string,
  { name, defenses }: ComparedFamily,
  attack: string,
  seed: Seed,
): FamilyComparison {
  const points = defenses.map(({ name: defense }): Point => ({
    defense,
    clean: outcomes.share(clean, defense),
    recovered: outcomes.share(attack, defense),
  }));
  const wanted = outcomes.share(clean, chain);
  const { at, settings } = settingsAt(paretoFront(points), wanted);
  const mixed = (key: string) => {
    const parts = settings.map(({ defense, share }) => outcomes.parts(key, defense).map((part) => part * share));
    return parts[0].map((part, i) => part + (parts[1]?.[i] ?? 0));
  };
  const own = outcomes.parts(attack, chain);
  const other = mixed(attack);
  // Rounded, so that equal differences are equal.
  const differences = own.map((part, i) => Math.round((part - other[i]) * 1e9) / 1e9);
  return {
    attack,
    family: name,
    at,
    settings,
    clean: [wanted, mean(mixed(clean))],
    recovered: [mean(own), mean(other)],
    ...bootstrapMean(countValues(differences), { seed, stream: `${chain}/${name}/${attack}` }),
  };
}
