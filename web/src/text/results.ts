import { count, percent, plural, range, rate, short } from './numbers.js';

/** How often a defense brought the true class back, and what it cost. */
export interface Recovered {
  /** Attacked pictures (or draws) that are right after the defense. */
  readonly recovered: number;
  /** Out of how many that the attack had fooled. */
  readonly of: number;
  /** Clean ones that the defense made wrong. */
  readonly cost: number;
  /** Out of how many that were right before; default: `of`. */
  readonly costOf?: number;
  /** What is counted, in the plural: `pictures`, `draws`. */
  readonly what?: string;
}

/** `It brings back 11 of 17 pictures (41–83 %) and loses 1 of 17 clean ones (1–27 %).` */
export function recoveredSentence({ recovered, of, cost, costOf = of, what = 'pictures' }: Recovered): string {
  if (of === 0) return 'The attack fooled nothing, so that there is nothing to bring back.';
  const back = `It brings back ${count(recovered, of)} ${what} (${range(rate(recovered, of))})`;
  const lost = costOf === 0 ? '' : ` and loses ${count(cost, costOf)} clean ones (${range(rate(cost, costOf))})`;
  return `${back}${lost}.`;
}

/**
 * What the picture shows, where the classifier's word is taken for it: `It shows pizza: wrong before any attack; below, …`. Empty where the classifier is right.
 * @param truth the class that is known of the picture
 */
export function truthSentence(says: string, truth: string | undefined): string {
  if (says === truth) return '';
  const why = truth === undefined ? 'What it shows is not known' : `It shows ${truth}: wrong before any attack`;
  return `${why}; below, ${says} is taken for the true class.`;
}

/** What became of one attack. */
export interface Attacked {
  /** The true class, and its probability before and after. */
  readonly truth: string;
  readonly before: number;
  readonly after: number;
  /** The likeliest class after it. */
  readonly says: string;
  /** The largest change of a sample, in levels. */
  readonly linf: number;
}

/** `The attack worked: at most 4 of 255 levels, and lemon (94.7 %) became orange; lemon keeps 4.4 %.` */
export function attackedSentence({ truth, before, after, says, linf }: Attacked): string {
  const size = `at most ${short(linf)} of 255 levels`;
  if (says === truth) {
    return `The attack failed: ${size}, and the classifier still says ${truth}, ${percent(after)} (${percent(before)} before).`;
  }
  return `The attack worked: ${size}, and ${truth} (${percent(before)}) became ${says}; ${truth} keeps ${percent(after)}.`;
}

/** `Random noise of the same size: lemon goes from 94.7 % to 94.1 %, and is still the first class.` */
export function noiseSentence(noise: { truth: string; before: number; after: number; says: string }): string {
  const { truth, before, after, says } = noise;
  const first = says === truth ? `${truth} is still the first class` : `the first class is now ${says}`;
  return `Random noise of the same size: ${truth} goes from ${percent(before)} to ${percent(after)}, and ${first}.`;
}

/** `With 14 of 20 seeds (48–85 %) the classifier says lemon.` */
export function seedsSentence({ right, of, truth }: { right: number; of: number; truth: string }): string {
  if (of === 0) return 'No seed has been tried yet.';
  return `With ${count(right, of)} seeds (${range(rate(right, of))}) the classifier says ${truth}.`;
}

/** What one defense made of one picture. */
export interface Defended {
  readonly truth: string;
  readonly before: number;
  readonly after: number;
  readonly says: string;
}

/** `The defense brings lemon back: from 4.4 % to 78.2 %.` */
export function defendedSentence({ truth, before, after, says }: Defended): string {
  const change = `from ${percent(before)} to ${percent(after)}`;
  if (says === truth) return `The defense brings ${truth} back: ${change}.`;
  return `The defense does not bring ${truth} back: it goes ${change}, and the classifier says ${says}.`;
}

/** How CAM and R-CAM of the clean and of the attacked picture agree, as correlations in [−1,1]. */
export function mapsSentence({ cam, rCam }: { cam: number; rCam: number }): string {
  const words = `The CAM of the attacked picture correlates with that of the clean one by ${short(cam, 2)}, the R-CAM by ${short(rCam, 2)}`;
  if (Math.abs(rCam - cam) < 0.005) return `${words}: they hold equally well.`;
  return rCam > cam ? `${words}: the robust map holds better.` : `${words}: here the robust map holds worse.`;
}

/** Where a line of confidences is highest, such as that of the attacked picture against sigma. */
export function bestSigmaSentence(points: readonly { sigma: number; clean: number; attacked: number }[]): string {
  if (points.length === 0) return 'No sigma has been tried yet.';
  const best = points.reduce((most, point) => (point.attacked > most.attacked ? point : most));
  return (
    `Of ${plural(points.length, 'sigma')}, ${short(best.sigma)} gives the attacked picture most confidence in the true class, ` +
    `${percent(best.attacked)}; the clean one has ${percent(best.clean)} there.`
  );
}

/** What is left of a defense for both kinds of attackers. */
export interface Broken {
  /** Judgements that are right after an attack on the classifier alone, and on the whole defense. */
  readonly oblivious: number;
  readonly adaptive: number;
  /** Out of how many. */
  readonly of: number;
  readonly epsilon: number;
}

/** `At ε 4, 12 of 20 draws are right against an attacker who ignores the defense, 0 of 20 against one who knows it: it is broken.` */
export function brokenSentence({ oblivious, adaptive, of, epsilon }: Broken): string {
  if (of === 0) return 'Nothing has been judged yet.';
  const words =
    `At ε ${short(epsilon)}, ${count(oblivious, of)} draws are right against an attacker who ignores the defense, ` +
    `${count(adaptive, of)} against one who knows it`;
  if (adaptive === 0) return `${words}: it is broken.`;
  if (adaptive < oblivious) return `${words}: knowing it helps the attacker.`;
  return `${words}: this attack is not strong enough to show a difference. A larger ε or more steps may.`;
}
