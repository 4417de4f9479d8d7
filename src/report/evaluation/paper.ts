import type { DefensePlan } from '../../evaluation/plan/plan.js';
import {
  type PublishedAccuracy,
  type PublishedDestruction,
  publishedTable1,
  publishedTable3,
  publishedTable4,
} from '../../evaluation/plan/published.js';
import type { Condition, Rate, SummaryRow } from '../../evaluation/summary/summary.js';
import { type Html, html } from '../html.js';
import { type TextRows, textTable } from './charts/figure.js';
import { nothing, numberText, rateText } from './names.js';
import { cleanOf, type View } from './view.js';

// The paper's figures beside those of a run, wherever it has the same attack and the paper's own defense.

/** The transforms of a chain, and what is drawn and steered: what makes a defense one of the paper's. */
function isPapers({ chain, map, ensemble }: DefensePlan, draws: number): boolean {
  const names = chain.map(({ transform }) => transform).join(' ');
  return names === 'deflect wavelet' && map === 'r-cam' && ensemble === draws;
}

/** Conditions of a model under the plain form of one of the paper's attacks. */
function conditionsOf({ conditions, manifest }: View, model: string, method: string): Condition[] {
  const plain = manifest.plan.attacks
    .filter((attack) => attack.method === method && attack.knowledge === 'oblivious' && attack.source === undefined)
    .map(({ name }) => name);
  const names = new Set(plain);
  return conditions.filter((condition) => condition.model === model && names.has(condition.attack));
}

/** The size of a condition as the paper measures it: medians of what was reached. */
function reached(view: View, condition: Condition): number {
  const row = view.summary.defenses.flatMap((defense) => view.row(condition, defense) ?? [])[0];
  return row?.medianRelativeL2 ?? NaN;
}

/** Of our sizes the one nearest to a published one, by ratio. */
function nearest(view: View, conditions: readonly Condition[], size: number): Condition | undefined {
  const far = (condition: Condition) => Math.abs(Math.log(reached(view, condition) / size));
  const known = conditions.filter((condition) => Number.isFinite(far(condition)));
  return known.length === 0 ? undefined : known.reduce((best, each) => (far(each) < far(best) ? each : best));
}

const percents = (row: SummaryRow | undefined) => (row === undefined ? nothing : rateText(row.recovered));

function ours(
  view: View,
  condition: Condition,
  attack: string,
  papers: readonly (DefensePlan | undefined)[],
): string[] {
  const [single, ensemble] = papers;
  const clean = condition.knowledge === 'clean';
  return [
    attack,
    'here',
    condition.model,
    clean ? nothing : numberText(reached(view, condition)),
    percents(view.row(condition, 'none')),
    single === undefined ? nothing : percents(view.row(condition, single.name)),
    ensemble === undefined ? nothing : percents(view.row(condition, ensemble.name)),
  ];
}

function theirs({ table, model, attack, relativeL2, undefended, defended, ensemble }: PublishedAccuracy): string[] {
  const name = attack === 'none' ? 'clean pictures' : attack;
  const size = relativeL2 === null ? nothing : String(relativeL2);
  return [
    name,
    `paper, Table ${table}`,
    model,
    size,
    ...[undefended, defended, ensemble].map((value) => value.toFixed(1)),
  ];
}

/** Tables 1 and 3: attack by attack, the paper's networks and then ours. Undefined where the run has none of it. */
export function paperAccuracies(view: View): TextRows | undefined {
  const { defenses } = view.manifest.plan;
  const papers = [1, 10].map((draws) => defenses.find((defense) => isPapers(defense, draws)));
  if (papers.every((defense) => defense === undefined)) return undefined;
  const published = [...publishedTable3, ...publishedTable1];
  const rows = [...new Set(published.map(({ attack }) => attack))].flatMap((attack) => {
    const lines = published.filter((each) => each.attack === attack);
    const found = view.summary.models.flatMap((model) => {
      if (attack === 'none') {
        const clean = cleanOf(view, model);
        return clean === undefined ? [] : [ours(view, clean, 'clean pictures', papers)];
      }
      const all = conditionsOf(view, model, attack);
      const picked = lines.flatMap(({ relativeL2 }) => nearest(view, all, relativeL2 as number) ?? []);
      return [...new Set(picked)].map((condition) => ours(view, condition, attack, papers));
    });
    return found.length === 0 ? [] : [...lines.map(theirs), ...found];
  });
  // Clean pictures alone are no comparison.
  if (!rows.some(([attack, from]) => from === 'here' && attack !== 'clean pictures')) return undefined;
  return {
    head: ['attack', 'from', 'network', '|L2|', 'undefended, %', 'PD+R-CAM+WD, %', 'Ens-10, %'],
    rows,
    words: 3,
  };
}

/** The relative L2 that the rates of Table 4 are means over, and ours with them: from 0.02 to 0.06, rounded to hundredths. */
function isTable4Size(size: number): boolean {
  return size >= 0.015 && size < 0.065;
}

/** Mean of the destruction rates over the sizes of an attack that are the paper's. */
function meanDestroyed(view: View, conditions: readonly Condition[], defense: string): string {
  const sized = conditions.filter((condition) => isTable4Size(reached(view, condition)));
  const rates = sized.flatMap((condition): Rate[] => {
    const destroyed = view.row(condition, defense)?.destroyed;
    return destroyed === undefined || destroyed.of === 0 ? [] : [destroyed];
  });
  if (rates.length === 0) return nothing;
  return (rates.reduce((sum, { share }) => sum + share, 0) / rates.length).toFixed(3);
}

const table4Attacks = ['fgsm', 'igsm', 'deepfool', 'cw'] as const satisfies (keyof PublishedDestruction)[];

/** Transforms and map of a defense, without their options. */
function formOf({ chain, map }: DefensePlan): string {
  return [...chain.map(({ transform }) => transform), ...(map === 'none' ? [] : [map])].join(' ');
}

/** What the defenses of Table 4 are; feature squeezing has two forms, of which the paper gives the better one. */
const table4Forms: Readonly<Record<string, readonly string[]>> = {
  'feature squeezing': ['bit-depth', 'median'],
  Xie: ['resize-pad'],
  Guo: ['crop tvm quilt'],
  PD: ['deflect'],
  'PD+R-CAM': ['deflect r-cam'],
  'PD+R-CAM+DCT': ['deflect dct r-cam'],
  'PD+R-CAM+DWT': ['deflect wavelet r-cam'],
};

/** Table 4: defense by defense, the paper's row and then ours. Undefined where the run has none of its defenses. */
export function paperDestruction(view: View): TextRows | undefined {
  const rows = publishedTable4.flatMap((published) => {
    const names = view.manifest.plan.defenses
      .filter((defense) => table4Forms[published.defense]?.includes(formOf(defense)))
      .map(({ name }) => name);
    const found = view.summary.models.flatMap((model) =>
      names.map((name) => [
        name,
        'here',
        model,
        ...table4Attacks.map((attack) => meanDestroyed(view, conditionsOf(view, model, attack), name)),
      ]),
    );
    if (found.every((cells) => cells.slice(3).every((cell) => cell === nothing))) return [];
    const paper = table4Attacks.map((attack) => published[attack]?.toFixed(3) ?? nothing);
    return [[published.defense, 'paper, Table 4', 'ResNet-50', ...paper], ...found];
  });
  return rows.length === 0 ? undefined : { head: ['defense', 'from', 'network', ...table4Attacks], rows, words: 3 };
}

/** What must be said of every comparison with the paper. */
export const paperCaution =
  'The paper’s figures are for its own networks, pictures and attacks (sigma 0.04, window 10, 100 deflections). The attackers of both do not know the defense.';

/** What the tables are of. */
export const paperCaptions = {
  accuracies:
    'Accuracy over pictures right before the attack, in per cent, at the relative L2 beside it; of ours, the size whose median is nearest',
  destruction:
    'Destruction rates, means over relative L2 from 0.02 to 0.06; of ours, over the sizes whose median is among these',
} as const;

/** The paper's numbers beside ours; nothing where the run has none of its attacks and defenses. */
export function paper(view: View): Html | undefined {
  const accuracies = paperAccuracies(view);
  const destruction = paperDestruction(view);
  if (accuracies === undefined && destruction === undefined) return undefined;
  const { accuracies: first, destruction: second } = paperCaptions;
  return html`<section id="paper">
    <h2>The paper’s numbers beside ours</h2>
    <p>${paperCaution}</p>
    ${accuracies === undefined ? undefined : textTable('paper-accuracies', first, 'Accuracy, paper and here', accuracies)}
    ${destruction === undefined ? undefined : textTable('paper-destruction', second, 'Destruction rates, paper and here', destruction)}
  </section>`;
}
