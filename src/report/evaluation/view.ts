import type { Manifest } from '../../evaluation/run/manifest.js';
import type { Condition, Summary, SummaryRow } from '../../evaluation/summary/summary.js';
import { isControl } from './names.js';
import { type SeriesStyle, seriesStyles } from './series.js';

/** A summary as the parts of a report look at it. */
export interface View {
  readonly summary: Summary;
  readonly manifest: Manifest;
  /** Models and attacks with sizes, in the order of rows: clean pictures first, for each model. */
  readonly conditions: readonly Condition[];
  /** The row of a condition with a defense, where there is one. */
  row(condition: Condition, defense: string): SummaryRow | undefined;
  /** How a defense is drawn, in all charts alike. */
  style(defense: string): SeriesStyle;
}

export function conditionKey({ model, attack, target, measure, epsilon }: Condition): string {
  return JSON.stringify([model, attack, target, measure, epsilon]);
}

export function sameCondition(a: Condition, b: Condition): boolean {
  return conditionKey(a) === conditionKey(b);
}

export function viewOf(summary: Summary, manifest: Manifest): View {
  const conditions = new Map<string, Condition>();
  const rows = new Map<string, SummaryRow>();
  for (const row of summary.rows) {
    const key = conditionKey(row);
    if (!conditions.has(key)) conditions.set(key, row);
    rows.set(`${key} ${row.defense}`, row);
  }
  const styles = seriesStyles(summary.defenses);
  return {
    summary,
    manifest,
    conditions: [...conditions.values()],
    row: (condition, defense) => rows.get(`${conditionKey(condition)} ${defense}`),
    style: (defense) => styles.get(defense) as SeriesStyle,
  };
}

/** The clean pictures of a model; undefined where the run has not come to them. */
export function cleanOf({ conditions }: View, model: string): Condition | undefined {
  return conditions.find((condition) => condition.model === model && condition.knowledge === 'clean');
}

/** Attacks of a model that are no controls, each with its sizes; those against several defenses are several. */
export function attacksOf({ conditions, manifest }: View, model: string): Condition[][] {
  const attacks = new Map<string, Condition[]>();
  for (const condition of conditions) {
    if (condition.model !== model || condition.knowledge === 'clean') continue;
    if (isControl(manifest.plan.attacks, condition.attack)) continue;
    const key = JSON.stringify([condition.attack, condition.target]);
    attacks.set(key, [...(attacks.get(key) ?? []), condition]);
  }
  return [...attacks.values()];
}

/** Below this share of right pictures, an attack is taken to work on the bare classifier. */
const works = 0.1;

/**
 * One size of each attack, where defenses can be told apart: the smallest that brings the bare classifier (of adaptive
 * attacks, the best defense) down to 10 %, else the largest.
 */
export function mainConditions(view: View, model: string): Condition[] {
  return attacksOf(view, model).map((sizes) => {
    const found = sizes.find((condition) => {
      const rows = view.summary.defenses.map((defense) => view.row(condition, defense));
      const bare = view.row(condition, 'none');
      const shares = bare ? [bare.recovered.share] : rows.flatMap((row) => (row ? [row.recovered.share] : []));
      return Math.max(...shares) <= works;
    });
    return found ?? sizes[sizes.length - 1];
  });
}

/** Mean of the recovered accuracy over some conditions; undefined where a defense was not judged on all of them. */
export function meanRecovered(view: View, conditions: readonly Condition[], defense: string): number | undefined {
  let sum = 0;
  for (const condition of conditions) {
    const row = view.row(condition, defense);
    if (row === undefined || row.recovered.of === 0) return undefined;
    sum += row.recovered.share;
  }
  return conditions.length === 0 ? undefined : sum / conditions.length;
}
