import { groupBy } from './columns.js';
import {
  type Aimed,
  beats,
  isWhiteBox,
  percent,
  type Scene,
  sizeText,
  subject,
  surest,
  upsetText,
} from './flag-scene.js';
import type { EvaluationFlag } from './summary.js';

/** A part that is left at the largest size below which the flag is a note. */
const little = 0.05;

function curveOf({ row: { model, attack, knowledge, measure, defense } }: Aimed): string {
  return JSON.stringify([model, attack, knowledge, measure, defense]);
}

/** Rows of one attack on what it was made against, by growing size. */
function curves(aimed: readonly Aimed[]): Aimed[][] {
  const sized = aimed.filter(({ row, facts }) => row.epsilon !== null && !facts.control);
  return [...groupBy(sized, curveOf).values()].map((curve) =>
    curve.toSorted((a, b) => (a.row.epsilon ?? 0) - (b.row.epsilon ?? 0)),
  );
}

function risingFlags(curve: readonly Aimed[]): EvaluationFlag[] {
  const found = curve.flatMap((smaller, i) => curve.slice(i + 1).flatMap((larger) => beats(smaller, larger) ?? []));
  return surest(found).map((upset) => {
    const { model, attack, defense } = upset.loser.row;
    const advice =
      'All that a smaller size allows a larger one allows too: the attack does not use its room. Check its step, which ' +
      'should grow with the size, and look for masked gradients.';
    const message = `${upsetText(upset)} ${advice}`;
    return { kind: 'curve-not-monotone', level: 'warning', model, attack, defense, message };
  });
}

function restFlags(curve: readonly Aimed[]): EvaluationFlag[] {
  const { row, facts } = curve[curve.length - 1];
  const { model, attack, defense, recovered } = row;
  if (!isWhiteBox(facts) || facts.oneStep || !(recovered.share > 0)) return [];
  const message =
    `Against ${subject(row)}, ${attack} ${sizeText(row)}, its largest size, still leaves ${percent(recovered.share)} of ` +
    `${recovered.of} right. With room enough every classifier falls: add larger sizes until nothing is left. If something ` +
    `always is, the attack fails, and not the model holds.`;
  const level = recovered.share > little ? 'warning' : 'note';
  return [{ kind: 'curve-does-not-reach-100', level, model, attack, defense, message }];
}

/** Success that falls with a larger ε, or does not come to 100 % at the largest. */
export function curveFlags({ aimed }: Scene): EvaluationFlag[] {
  return curves(aimed).flatMap((curve) => [...risingFlags(curve), ...restFlags(curve)]);
}
