import { oneLine } from '../../core/one-line.js';
import { groupBy } from './columns.js';
import { isWhiteBox, type Scene, sceneOf, subject } from './flag-scene.js';
import { convergenceFlags, noiseFlags, obliviousFlags, upsetFlags } from './flags-attacks.js';
import { curveFlags } from './flags-curves.js';
import { incompleteFlags, sizeFlags, unreadableFlags, varyingFlags, zeroFlags } from './flags-data.js';
import { controlFlags, failureFlags, obliviousOnlyFlags } from './flags-knowledge.js';
import { none, type SummaryOptions } from './options.js';
import type { Judged } from './rows.js';
import type { EvaluationFlag, EvaluationFlagKind } from './summary.js';

/** Signs of masked gradients (A. Athalye et al., arXiv 1802.00420, section 3.1), as words. */
const signs: Partial<Record<EvaluationFlagKind, string>> = {
  'one-step-beats-iterative': 'one step does better than many',
  'black-box-beats-white-box': 'attacks without gradients do better than those with',
  'oblivious-beats-adaptive': 'who does not know the defense does better than who does',
  'curve-not-monotone': 'more room does not help',
  'weaker-than-noise': 'noise does as much harm',
  'zero-gradients': 'gradients are zero',
};

/**
 * The conclusion from signs: one flag for each model and what was attacked. Only attacks that follow its gradients say
 * something of these.
 */
function maskingFlags(flags: readonly EvaluationFlag[], { factsOf }: Scene): EvaluationFlag[] {
  const seen = flags.filter(
    ({ kind, level, attack }) =>
      kind in signs && level === 'warning' && attack !== undefined && isWhiteBox(factsOf(attack)),
  );
  const groups = groupBy(seen, ({ model, defense }) => JSON.stringify([model, defense]));
  return [...groups.values()].map((group) => {
    const { model = '', defense = none } = group[0];
    const found = [...new Set(group.map(({ kind }) => signs[kind]))];
    const message =
      `Gradients of ${subject({ model, defense })} seem to be masked: ${found.join('; ')}. Its accuracy under attacks that ` +
      `follow them is overstated, and is no robustness.`;
    return { kind: 'gradient-masking', level: 'warning', model, defense, message };
  });
}

/**
 * What makes numbers of an evaluation hard to believe, from its rows. After N. Carlini et al., "On evaluating adversarial
 * robustness", arXiv 1902.06705; when each flag is raised stands in `docs/statistics.md`.
 */
export function raiseFlags(judged: readonly Judged[], options: SummaryOptions): EvaluationFlag[] {
  const scene = sceneOf(judged, options);
  const attacks = [
    ...upsetFlags(scene),
    ...obliviousFlags(scene),
    ...convergenceFlags(scene),
    ...noiseFlags(scene),
    ...curveFlags(scene),
    ...zeroFlags(scene),
  ];
  const all = [
    ...obliviousOnlyFlags(scene),
    ...maskingFlags(attacks, scene),
    ...attacks,
    ...failureFlags(scene),
    ...varyingFlags(scene),
    ...incompleteFlags(scene),
    ...sizeFlags(scene),
    ...unreadableFlags(scene),
    ...controlFlags(scene),
  ];
  return all.map((flag) => ({ ...flag, message: oneLine(flag.message) }));
}
