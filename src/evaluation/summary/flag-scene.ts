import { mcnemar } from '../statistics/mcnemar.js';
import { groupBy } from './columns.js';
import { type AttackFacts, none, type SummaryOptions } from './options.js';
import { type Discordant, discordant } from './pairs.js';
import type { Judged } from './rows.js';
import type { Measure } from '../plan/plan.js';

/** A row of what its attack was made against: the bare classifier, or the defense that it knows. */
export interface Aimed extends Judged {
  readonly facts: AttackFacts;
}

/** What flags look at. */
export interface Scene {
  readonly judged: readonly Judged[];
  /** Rows of attacks and controls on what they were made against. */
  readonly aimed: readonly Aimed[];
  readonly factsOf: (attack: string) => AttackFacts;
  readonly options: SummaryOptions;
}

/** Differences that would come by chance more often raise no flag. */
const level = 0.05;

export function sceneOf(judged: readonly Judged[], options: SummaryOptions): Scene {
  const known = new Map((options.attacks ?? []).map((facts) => [facts.name, facts]));
  const factsOf = (name: string): AttackFacts => {
    return known.get(name) ?? { name, method: name, needs: 'gradients', oneStep: false, control: false, targets: [] };
  };
  const aimed = judged.flatMap((each) => {
    const { attack, defense, target = none, recovered } = each.row;
    const counts = attack !== none && defense === target && recovered.of > 0;
    return counts ? [{ ...each, facts: factsOf(attack) }] : [];
  });
  return { judged, aimed, factsOf, options };
}

/** Attacks that see the model's gradients, and are made on the model that is judged. */
export function isWhiteBox({ needs, source, control }: AttackFacts): boolean {
  return needs === 'gradients' && source === undefined && !control;
}

/** Attacks that see answers alone, or another model. */
export function isBlackBox({ needs, source, control }: AttackFacts): boolean {
  return (needs !== 'gradients' || source !== undefined) && !control;
}

/** What two attacks of the same size on the same defense have in common. */
export function sizeKey({ row: { model, defense, measure, epsilon } }: Judged): string {
  return JSON.stringify([model, defense, measure, epsilon]);
}

/** Rows of the same model and defense whose attacks have the same size, where that is a number. */
export function bySize<T extends Judged>(rows: readonly T[]): T[][] {
  return [
    ...groupBy(
      rows.filter(({ row }) => row.epsilon !== null),
      sizeKey,
    ).values(),
  ];
}

/** The attack that leaves least; the first of equal ones. */
export function strongest<T extends Judged>(rows: readonly T[]): T | undefined {
  return rows.reduce<T | undefined>((best, each) => {
    return best === undefined || each.row.recovered.share < best.row.recovered.share ? each : best;
  }, undefined);
}

/** A row that leaves less than another, by more than chance. */
export interface Upset<T extends Judged> extends Discordant {
  readonly winner: T;
  readonly loser: T;
  readonly pValue: number;
}

/** Whether fewer pictures stay right in one row than in another, on the same pictures, by more than chance. */
export function beats<T extends Judged>(winner: T, loser: T): Upset<T> | undefined {
  const counts = discordant(winner, loser);
  const { pValue } = mcnemar(counts.onlyFirst, counts.onlySecond);
  const holds = counts.onlyFirst < counts.onlySecond && pValue < level;
  return holds ? { ...counts, winner, loser, pValue } : undefined;
}

/** Of upsets of the same two attacks and defense at several sizes, the surest; in the order in which they come. */
export function surest<T extends Judged>(upsets: readonly Upset<T>[]): Upset<T>[] {
  const key = ({ winner, loser }: Upset<T>) =>
    JSON.stringify([winner.row.model, winner.row.defense, winner.row.attack, loser.row.attack]);
  return [...groupBy(upsets, key).values()].map((group) => {
    return group.reduce((best, each) => (each.pValue < best.pValue ? each : best));
  });
}

/** `71.4 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

const units: Readonly<Record<Measure, string>> = {
  none: '',
  linf: 'L∞ ',
  l2: 'L2 ',
  'relative-l2': 'relative L2 ',
  natural: '',
};

/** `at L∞ 4`, or `at its own size`. */
export function sizeText({ measure, epsilon }: { measure: Measure; epsilon: number | null }): string {
  return epsilon === null ? 'at its own size' : `at ${units[measure]}${epsilon}`;
}

/** `PD+WD on mobilenetv2`. */
export function subject({ model, defense }: { model: string; defense: string }): string {
  return `${defense === none ? 'the bare classifier' : defense} on ${model}`;
}

/** `1 picture`, `3 pictures`. */
export function pictures(count: number): string {
  return `${count} ${count === 1 ? 'picture' : 'pictures'}`;
}

/** The numbers of an upset, as a sentence. */
export function upsetText({ winner, loser, onlyFirst, onlySecond, pValue }: Upset<Judged>): string {
  const [a, b] = [winner.row, loser.row];
  const p = pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toFixed(3)}`;
  return (
    `Against ${subject(a)}, ${a.attack} ${sizeText(a)} leaves ${percent(a.recovered.share)} right, and ${b.attack} ` +
    `${sizeText(b)} ${percent(b.recovered.share)}; ${pictures(onlySecond)} fall to the former alone, ${onlyFirst} to the ` +
    `latter alone (McNemar, ${p}).`
  );
}
