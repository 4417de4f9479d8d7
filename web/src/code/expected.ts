import { ownStage } from '../state/stages.js';
import type { Outcomes } from '../state/outcomes.js';
import type { AttackOutcome, BreakPoint, ClassRef, Scores, Tally } from '../worker/protocol.js';

const inPercent = (probability: number) => `${(100 * probability).toFixed(3)} %`;

/** What the page has found of what a program prints; lines that are not there yet are left out. */
export function defenseLines(clean: Scores, attack: AttackOutcome, outcomes: Outcomes | undefined): string[] {
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
  ];
}

/** The same of the program of the adaptive attack. */
export function adaptiveLine({ name }: ClassRef, { right, judges, probability }: BreakPoint): string {
  return `adaptive: right with ${right} of ${judges} seeds, ${name} ${inPercent(probability)}`;
}
