import { none, type SummaryOptions } from './options.js';
import type { Condition } from './summary.js';

/** Compares names: those of a list first, in its order, then the others as they sort. */
function byList(list: readonly string[]): (a: string, b: string) => number {
  const places = new Map(list.map((name, i) => [name, i]));
  return (a, b) => {
    const difference = (places.get(a) ?? list.length) - (places.get(b) ?? list.length);
    return difference !== 0 ? difference : a < b ? -1 : a > b ? 1 : 0;
  };
}

/** The order of everything in a summary: that of the plan, whatever the order of records. */
export interface Order {
  readonly models: (a: string, b: string) => number;
  readonly defenses: (a: string, b: string) => number;
  /** By model, clean pictures first, then by attack, size and target. */
  readonly conditions: (a: Condition, b: Condition) => number;
}

export function orderOf({ models = [], attacks = [], defenses = [] }: SummaryOptions): Order {
  const byModel = byList(models);
  const byAttack = byList([none, ...attacks.map(({ name }) => name)]);
  const byDefense = byList([none, ...defenses.map(({ name }) => name).filter((name) => name !== none)]);
  const byText = byList([]);
  return {
    models: byModel,
    defenses: byDefense,
    conditions: (a, b) =>
      byModel(a.model, b.model) ||
      byAttack(a.attack, b.attack) ||
      byText(a.knowledge, b.knowledge) ||
      byText(a.measure, b.measure) ||
      (a.epsilon ?? -1) - (b.epsilon ?? -1) ||
      byDefense(a.target ?? '', b.target ?? ''),
  };
}
