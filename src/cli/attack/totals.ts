import { digits } from './lines.js';
import type { AttackReport, ResultReport } from './task.js';

/** What `--json` prints last, for each ε. */
export interface TotalReport {
  readonly epsilon: number | null;
  /** Pictures that were attacked: not those that were skipped, nor those that could not be read. */
  readonly attacked: number;
  readonly skipped: number;
  readonly adversaries: number;
  /** Of the 8-bit adversaries; null where there are none. */
  readonly medianRelativeL2: number | null;
  /** The same before adversaries are rounded to 8 bits, by what was attacked. */
  readonly beforeRounding: { readonly adversaries: number; readonly medianRelativeL2: number | null };
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Counts, for each ε, how many pictures have an adversary. */
export class Totals {
  /** The results of all pictures, by the place of their ε. */
  readonly #results: ResultReport[][] = [];
  #pictures = 0;

  add({ results }: AttackReport): void {
    this.#pictures++;
    for (const [i, result] of results.entries()) (this.#results[i] ??= []).push(result);
  }

  /** Undefined where there is nothing to count: a single picture, or none. */
  get report(): readonly TotalReport[] | undefined {
    if (this.#pictures < 2) return undefined;
    return this.#results.map((results) => {
      const adversaries = results.filter(({ status }) => status === 'adversary');
      const before = results.filter(({ success }) => success);
      const skipped = results.filter(({ status }) => status === 'skipped').length;
      return {
        epsilon: results[0].epsilon,
        attacked: results.length - skipped,
        skipped,
        adversaries: adversaries.length,
        medianRelativeL2: median(adversaries.map(({ distancesAfterRounding }) => distancesAfterRounding.relativeL2)),
        beforeRounding: {
          adversaries: before.length,
          medianRelativeL2: median(before.map(({ distances }) => distances.relativeL2)),
        },
      };
    });
  }

  lines(): string[] {
    return (this.report ?? []).map(
      ({ epsilon, attacked, skipped, adversaries, medianRelativeL2, beforeRounding: before }) => {
        const share = attacked === 0 ? '' : ` (${((100 * adversaries) / attacked).toFixed(1)} %)`;
        const facts = [
          `adversaries of ${adversaries} of ${attacked} pictures${share}`,
          ...(medianRelativeL2 === null ? [] : [`median relative L2 ${digits(medianRelativeL2)}`]),
          ...(before.medianRelativeL2 === null || before.adversaries === adversaries
            ? []
            : [`${before.adversaries} before rounding, median relative L2 ${digits(before.medianRelativeL2)}`]),
          ...(skipped === 0 ? [] : [`${skipped} skipped`]),
        ];
        return `${epsilon === null ? '' : `ε ${digits(epsilon)}: `}${facts.join(' · ')}`;
      },
    );
  }
}
