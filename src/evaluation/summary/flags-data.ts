import { groupBy } from './columns.js';
import { percent, pictures, type Scene, sizeText, subject } from './flag-scene.js';
import { none } from './options.js';
import type { Judged } from './rows.js';
import type { EvaluationFlag } from './summary.js';

/** Fewer pictures than these, and intervals wider than that, tell little. */
const enough = 100;
const wide = 0.2;

/** A share of pictures with zero gradients, or that could not be read, from which on the flag is a warning. */
const manyZeros = 0.1;
const manyUnreadable = 0.01;

/** Gradients that were zero everywhere. */
export function zeroFlags({ aimed }: Scene): EvaluationFlag[] {
  const groups = groupBy(
    aimed.filter(({ facts }) => !facts.control),
    ({ row: { model, attack, defense } }) => JSON.stringify([model, attack, defense]),
  );
  return [...groups.values()].flatMap((group): EvaluationFlag[] => {
    const counts = group.map(({ data }) => data.zeroGradients);
    const sum = (key: 'known' | 'some' | 'all') => counts.reduce((total, each) => total + each[key], 0);
    const [known, some, all] = [sum('known'), sum('some'), sum('all')];
    if (some === 0) return [];
    const { model, attack, defense } = group[0].row;
    const { source } = group[0].facts;
    const made = source === undefined ? `against ${subject({ model, defense })}` : `made on ${source} for ${model}`;
    const message =
      `For ${some} of ${known} adversaries of ${attack} ${made}, a gradient was zero ` +
      `everywhere${all === 0 ? '' : `, for ${all} of them every one`}. An attack has nothing to follow there: try a loss of ` +
      `margins (apgd-dlr), BPDA through parts that pass no gradient, and square.`;
    const level = all > 0 || some / known >= manyZeros ? 'warning' : 'note';
    return [{ kind: 'zero-gradients', level, model, attack, defense, message }];
  });
}

/** Answers that differ where nothing is random. */
export function varyingFlags({ judged, options }: Scene): EvaluationFlag[] {
  const fixed = new Set((options.defenses ?? []).filter(({ random }) => !random).map(({ name }) => name));
  const rows = judged.filter(({ row }) => row.varying > 0 && (row.defense === none || fixed.has(row.defense)));
  const groups = groupBy(rows, ({ row: { model, defense } }) => JSON.stringify([model, defense]));
  return [...groups.values()].map((group) => {
    const { model, defense } = group[0].row;
    const count = group.reduce((total, { row }) => total + row.varying, 0);
    const message =
      `${subject({ model, defense })} draws no random numbers, and yet gave ${pictures(count)} more than one class (in ` +
      `${group.length} ${group.length === 1 ? 'row' : 'rows'}). Attacks and numbers that trust one answer are wrong then: ` +
      `find out what varies.`;
    return { kind: 'varying-outputs', level: 'warning', model, defense, message };
  });
}

const byModel = (judged: readonly Judged[]) => groupBy(judged, ({ row }) => row.model);

/** Too few pictures for the intervals to be narrow. */
export function sizeFlags({ judged }: Scene): EvaluationFlag[] {
  return [...byModel(judged)].flatMap(([model, rows]): EvaluationFlag[] => {
    const counted = rows.map(({ row }) => row).filter(({ recovered }) => recovered.of > 0);
    const images = Math.max(...rows.map(({ row }) => row.images));
    const width = ({ recovered }: (typeof counted)[number]) => recovered.high - recovered.low;
    const widest = counted.toSorted((a, b) => width(b) - width(a)).at(0);
    if (widest === undefined) {
      const message = `${model} gets none of ${pictures(images)} right: nothing can be recovered. Check labels and preparation.`;
      return [{ kind: 'few-images', level: 'warning', model, message }];
    }
    const right = Math.max(...counted.map(({ recovered }) => recovered.of));
    if (right >= enough && width(widest) <= wide) return [];
    const message =
      `${pictures(images)} for ${model}, ${right} of them right before: the widest interval of a recovered accuracy is ` +
      `${(100 * width(widest)).toFixed(0)} points (${widest.defense}, ${widest.attack} ${sizeText(widest)}). Smaller ` +
      `differences than that say nothing: take ${enough} pictures at least, better 1000.`;
    return [{ kind: 'few-images', level: right < enough ? 'warning' : 'note', model, message }];
  });
}

/** Rows of fewer pictures or draws than others: a run that has not ended, or pictures whose attack failed. */
export function incompleteFlags({ judged }: Scene): EvaluationFlag[] {
  return [...byModel(judged)].flatMap(([model, rows]): EvaluationFlag[] => {
    const images = Math.max(...rows.map(({ row }) => row.images));
    const draws = new Map<string, number>();
    for (const { row } of rows) draws.set(row.defense, Math.max(row.draws, draws.get(row.defense) ?? 0));
    const short = rows.filter(({ row, cell }) => {
      return row.images < images || cell.judged < row.images * (draws.get(row.defense) ?? 0);
    });
    if (short.length === 0) return [];
    const { row, cell } = short.reduce((a, b) => (b.cell.judged < a.cell.judged ? b : a));
    const message =
      `${short.length} of ${rows.length} rows of ${model} lack pictures or draws that others have: the shortest has ` +
      `${cell.judged} of ${images * (draws.get(row.defense) ?? 0)} judgements (${row.defense}, ${row.attack} ` +
      `${sizeText(row)}). Rows are of different pictures then: let the run end, or resume it.`;
    return [{ kind: 'incomplete', level: 'warning', model, message }];
  });
}

/** Pictures that were drawn and could not be read or attacked. */
export function unreadableFlags({ options }: Scene): EvaluationFlag[] {
  const { drawn, unreadable } = options.pictures ?? { drawn: 0, unreadable: 0 };
  if (unreadable === 0) return [];
  const message =
    `${unreadable} of ${pictures(drawn)} (${percent(unreadable / drawn)}) could not be read, or not be attacked: all rows lack ` +
    `them, or those of the attacks that failed. If they are not a random part, numbers are of an easier or harder data set: ` +
    `the report lists them.`;
  return [{ kind: 'unreadable-images', level: unreadable / drawn > manyUnreadable ? 'warning' : 'note', message }];
}
