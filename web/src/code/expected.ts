import { ownStage } from '../state/stages.js';
import type { Outcomes } from '../state/outcomes.js';
import type { AttackOutcome, BreakPoint, ClassRef, Scores, Tally } from '../worker/protocol.js';

const inPercent = (probability: number) => `${(100 * probability).toFixed(3)} %`;

/** One draw of the whole defense over the attacked picture. */
export interface ShownDraw {
  readonly draw: number;
  readonly scores: Scores;
}

/**
 * What the page has found of what a program prints; lines that are not there yet are left out.
 * @param shown the draw that the program prints by itself, where it does
 */
export function defenseLines(
  clean: Scores,
  attack: AttackOutcome,
  outcomes: Outcomes | undefined,
  shown?: ShownDraw,
): string[] {
  const { label, rival, scores } = attack;
  const line = (what: string, label: number, rival: number) =>
    `${what}: ${attack.label.name} ${inPercent(label)}, ${attack.rival.name} ${inPercent(rival)}`;
  const bare = (what: string, { probabilities }: Scores) =>
    line(what, probabilities[label.index], probabilities[rival.index]);
  const behind = (what: string, tally: Tally) => line(`${what}, defended`, tally.label, tally.rival);
  const row = outcomes?.scope === 'picture' ? outcomes.rows.find(({ name }) => name === ownStage) : undefined;
  return [
    bare('clean', clean),
    bare('adversary', scores),
    ...(row === undefined ? [] : [behind('clean', row.clean), behind('adversary', row.attacked)]),
    ...(shown === undefined ? [] : [bare(`adversary, draw ${shown.draw}`, shown.scores)]),
  ];
}

/** The same of the program of the adaptive attack. */
export function adaptiveLine({ name }: ClassRef, { right, judges, probability }: BreakPoint): string {
  return `adaptive: right with ${right} of ${judges} seeds, ${name} ${inPercent(probability)}`;
}
