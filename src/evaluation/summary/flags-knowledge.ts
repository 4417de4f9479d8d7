import { groupBy } from './columns.js';
import { type Aimed, isBlackBox, percent, type Scene, sizeText, subject } from './flag-scene.js';
import { none } from './options.js';
import type { EvaluationFlag, SummaryRow } from './summary.js';

/** An attack works where it leaves at most so much of a classifier. */
const half = 0.5;

/** The banner of defenses that nobody attacked who knows them. */
export function obliviousOnlyFlags({ judged, factsOf }: Scene): EvaluationFlag[] {
  const attacked = judged.filter(({ row }) => {
    const { attack, defense, target } = row;
    return attack !== none && defense !== none && (target ?? defense) === defense && !factsOf(attack).control;
  });
  const groups = groupBy(attacked, ({ row: { model, defense } }) => JSON.stringify([model, defense]));
  return [...groups.values()].flatMap((group): EvaluationFlag[] => {
    if (group.some(({ row }) => row.knowledge === 'adaptive')) return [];
    const { model, defense } = group[0].row;
    const least = Math.min(...group.map(({ row }) => row.recovered.share).filter((share) => !Number.isNaN(share)));
    const names = [...new Set(group.map(({ row }) => row.attack))].join(', ');
    const grayBox = group.some(({ row }) => row.knowledge === 'gray-box');
    const message =
      `${subject({ model, defense })} was attacked only by those who do not know ${grayBox ? 'all of it' : 'it'} (${names})` +
      `${Number.isFinite(least) ? `; the worst of them leaves ${percent(least)} right` : ''}. That says nothing of an ` +
      `attacker who does: add an adaptive attack against it before it is called robust.`;
    return [{ kind: 'oblivious-only', level: 'warning', model, defense, message }];
  });
}

/** What stands beside gradient attacks in an evaluation that can be believed, where it is missing. */
export function controlFlags({ judged, factsOf }: Scene): EvaluationFlag[] {
  const groups = groupBy(
    judged.filter(({ row }) => row.attack !== none),
    ({ row }) => row.model,
  );
  return [...groups].flatMap(([model, rows]): EvaluationFlag[] => {
    const facts = rows.map(({ row }) => factsOf(row.attack));
    const defended = rows.some(({ row }) => row.defense !== none);
    const missing = [
      ...(facts.some(({ control }) => control) ? [] : ['random noise of the same size']),
      ...(facts.some((each) => isBlackBox(each) && each.source === undefined)
        ? []
        : ['attack without gradients (square)']),
      ...(facts.some(({ source }) => source !== undefined) ? [] : ['adversaries of another model (transfer)']),
      ...(!defended || rows.some(({ row }) => row.knowledge === 'adaptive') ? [] : ['adaptive attack']),
    ];
    if (missing.length === 0) return [];
    const message =
      `The attacks on ${model} have no ${missing.join(', no ')} beside them. Without these, gradients that lead nowhere look ` +
      `like robustness: add them to the plan.`;
    return [{ kind: 'no-control', level: 'note', model, message }];
  });
}

/** The row of the largest size. */
function largest(rows: readonly Aimed[]): Aimed {
  return rows.reduce((a, b) => ((b.row.epsilon ?? 0) > (a.row.epsilon ?? 0) ? b : a));
}

/** What shows that an attack that knows a defense works on the bare classifier: the row that leaves least of it. */
function proofOf({ row, facts }: Aimed, { judged, factsOf }: Scene): SummaryRow | undefined {
  const bare = judged.filter(({ row: other }) => {
    const { model, defense, attack, recovered } = other;
    const own = attack === row.attack && other.target === row.target;
    const same = other.knowledge === 'oblivious' && factsOf(attack).method === facts.method;
    return model === row.model && defense === none && recovered.of > 0 && (own || same);
  });
  return bare
    .map((each) => each.row)
    .toSorted((a, b) => a.recovered.share - b.recovered.share)
    .at(0);
}

function failureOf(each: Aimed, scene: Scene): string | undefined {
  const { row } = each;
  if (!(row.recovered.share > half)) return undefined;
  const left = `leaves ${percent(row.recovered.share)} of ${row.recovered.of} right`;
  if (row.target === undefined) {
    return (
      `On the bare classifier ${row.model}, ${row.attack} ${sizeText(row)} ${left}: it hardly works where nothing defends. ` +
      `What defenses recover from it says little: make it stronger first.`
    );
  }
  const proof = proofOf(each, scene);
  if (proof !== undefined && proof.recovered.share <= half) return undefined;
  const best = proof === undefined ? 'no row shows' : `the best row, ${proof.attack} ${sizeText(proof)}, does not show`;
  const number = proof === undefined ? '' : ` (it leaves ${percent(proof.recovered.share)})`;
  return (
    `Against ${subject(row)}, ${row.attack} ${sizeText(row)} ${left}, and ${best} that this attack works on the bare ` +
    `classifier${number}. Show that first: add the same method as an oblivious attack, or make it stronger.`
  );
}

/** Attacks that do not work on the undefended model, at their largest size. */
export function failureFlags(scene: Scene): EvaluationFlag[] {
  const tried = scene.aimed.filter(({ facts }) => !facts.control && facts.source === undefined);
  const groups = groupBy(tried, ({ row: { model, attack, measure, defense } }) =>
    JSON.stringify([model, attack, measure, defense]),
  );
  return [...groups.values()].flatMap((group): EvaluationFlag[] => {
    const each = largest(group);
    const message = failureOf(each, scene);
    const { model, attack, defense } = each.row;
    return message === undefined
      ? []
      : [{ kind: 'attack-fails-undefended', level: 'warning', model, attack, defense, message }];
  });
}
