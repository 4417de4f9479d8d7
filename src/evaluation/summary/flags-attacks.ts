import { groupBy } from './columns.js';
import {
  type Aimed,
  beats,
  bySize,
  isBlackBox,
  isWhiteBox,
  percent,
  type Scene,
  sizeKey,
  sizeText,
  strongest,
  subject,
  surest,
  type Upset,
  upsetText,
} from './flag-scene.js';
import { none } from './options.js';
import type { Judged } from './rows.js';
import type { EvaluationFlag, EvaluationFlagKind } from './summary.js';

function flagOf(kind: EvaluationFlagKind, upset: Upset<Judged>, blamed: Judged, advice: string): EvaluationFlag {
  const { model, attack, defense } = blamed.row;
  return { kind, level: 'warning', model, attack, defense, message: `${upsetText(upset)} ${advice}` };
}

/** At each size, attacks that should be the weaker ones, and do better than the strongest of those that should be stronger. */
function upsets<T extends Judged>(
  groups: readonly T[][],
  weaker: (each: T) => boolean,
  stronger: (each: T) => boolean,
): Upset<T>[] {
  const found = groups.flatMap((group) => {
    const best = strongest(group.filter(stronger));
    return best === undefined ? [] : group.filter(weaker).flatMap((each) => beats(each, best) ?? []);
  });
  return surest(found);
}

const white = ({ facts }: Aimed) => isWhiteBox(facts);

/** One step does better than many, or no gradient better than gradients: what attacks follow leads them astray. */
export function upsetFlags({ aimed }: Scene): EvaluationFlag[] {
  const groups = [...groupBy(aimed, ({ row }) => row.knowledge).values()].flatMap((rows) => bySize(rows));
  const oneStep = upsets(
    groups,
    (each) => white(each) && each.facts.oneStep,
    (each) => white(each) && !each.facts.oneStep,
  );
  const blackBox = upsets(groups, ({ facts }) => isBlackBox(facts), white);
  return [
    ...oneStep.map((upset) =>
      flagOf(
        'one-step-beats-iterative',
        upset,
        upset.loser,
        'Many steps should do better than one: check the step size and the number of steps, and look for masked gradients.',
      ),
    ),
    ...blackBox.map((upset) =>
      flagOf(
        'black-box-beats-white-box',
        upset,
        upset.loser,
        'Gradients should do better than none of this model: give the attack that wins more queries, and look for masked ' +
          'gradients (BPDA through parts that pass none, EOT over draws, a loss of margins).',
      ),
    ),
  ];
}

/** Whether a row is of the same model, defense and measure as another, at its size or a smaller one. */
function isWithin({ row }: Judged, { row: other }: Judged): boolean {
  const same = row.model === other.model && row.defense === other.defense && row.measure === other.measure;
  return same && row.epsilon !== null && other.epsilon !== null && row.epsilon <= other.epsilon;
}

/** An attacker who does not know the defense does better than one who does, with as much room or less. */
export function obliviousFlags({ judged, factsOf }: Scene): EvaluationFlag[] {
  const known = judged.filter(({ row }) => {
    const { attack, defense, target } = row;
    return attack !== none && defense !== none && (target ?? defense) === defense && !factsOf(attack).control;
  });
  const adaptive = bySize(known.filter(({ row }) => row.knowledge === 'adaptive'));
  const found = adaptive.flatMap((group) => {
    const best = strongest(group)!;
    // Who is allowed more can do what is possible with less.
    const weaker = known.filter((each) => each.row.knowledge === 'oblivious' && isWithin(each, best));
    return weaker.flatMap((each) => beats(each, best) ?? []);
  });
  return surest(found).map((upset) =>
    flagOf(
      'oblivious-beats-adaptive',
      upset,
      upset.loser,
      'Who knows the defense can do all that who does not can: the adaptive attack is too weak to be believed. Give it more ' +
        'draws and steps, and start it from the other’s adversaries.',
    ),
  );
}

/** Twice the steps still do better: the attack has not come to its end. */
export function convergenceFlags({ aimed }: Scene): EvaluationFlag[] {
  const counted = aimed.filter((each) => each.facts.iterations !== undefined && white(each));
  const found = bySize(counted).flatMap((sized) => {
    const groups = groupBy(sized, ({ row, facts }) => JSON.stringify([facts.method, row.knowledge]));
    return [...groups.values()].flatMap((group) => {
      const most = group.reduce((a, b) => ((b.facts.iterations ?? 0) > (a.facts.iterations ?? 0) ? b : a));
      const fewer = group.filter(({ facts }) => 2 * (facts.iterations ?? 0) <= (most.facts.iterations ?? 0));
      const best = strongest(fewer);
      return best === undefined ? [] : (beats(most, best) ?? []);
    });
  });
  return surest(found).map((upset) => {
    const [more, less] = [upset.winner.facts.iterations, upset.loser.facts.iterations];
    return flagOf(
      'more-steps-help',
      upset,
      upset.winner,
      `With ${more} steps it finds more than with ${less}: double them until nothing changes, and report that.`,
    );
  });
}

/** Noise of the same size does as much harm. */
export function noiseFlags({ aimed, judged, factsOf }: Scene): EvaluationFlag[] {
  const controls = judged.filter(({ row }) => factsOf(row.attack).control && row.recovered.of > 0);
  const noises = groupBy(controls, sizeKey);
  const weak = aimed.flatMap((attack) => {
    const { epsilon, recovered } = attack.row;
    if (attack.facts.control || epsilon === null) return [];
    const noise = strongest(noises.get(sizeKey(attack)) ?? [])?.row;
    if (noise === undefined) return [];
    const { share } = noise.recovered;
    // Where both break nothing, or everything, the size says more than the attack.
    const weaker = recovered.share > share || (recovered.share === share && share > 0 && share < 1);
    return weaker ? [{ attack: attack.row, noise }] : [];
  });
  const groups = groupBy(weak, ({ attack }) => JSON.stringify([attack.model, attack.attack, attack.defense]));
  return [...groups.values()].map((group) => {
    const { attack, noise } = group[group.length - 1];
    const sizes = group.length === 1 ? '' : ` So it is at ${group.length} sizes.`;
    const message =
      `Against ${subject(attack)}, ${attack.attack} ${sizeText(attack)} leaves ${percent(attack.recovered.share)} right, ` +
      `and ${noise.attack}, which knows nothing, ${percent(noise.recovered.share)}: no robustness can be told from such an ` +
      `attack.${sizes} Check its step, its loss and its gradients.`;
    const { model, defense } = attack;
    return { kind: 'weaker-than-noise', level: 'warning', model, attack: attack.attack, defense, message };
  });
}
