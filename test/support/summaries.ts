import type { EvaluationRecord } from '../../src/evaluation/records/record.js';
import { summaryOptions } from '../../src/evaluation/summary/facts.js';
import { createSummarizer } from '../../src/evaluation/summary/summarize.js';
import type { Summary } from '../../src/evaluation/summary/summary.js';
import type { PageExtras } from '../../src/report/evaluation/page.js';
import type { GeneratedRun } from './records.js';

/** The summary of a generated run. */
export function summaryOf({ manifest, records }: GeneratedRun): Summary {
  const summarizer = createSummarizer(summaryOptions(manifest.plan));
  for (const record of records()) summarizer.add(record);
  return summarizer.finish();
}

/** A run that is finished and undamaged. */
export const whole: PageExtras = { state: { shards: 3, of: 3, damaged: [], changed: 0 }, unreadable: [] };

/** `83.7 (79–88)`, from the definitions: a share in per cent, and the interval of E. B. Wilson's paper of 1927. */
function shown(right: number, of: number): string {
  if (of === 0) return '–';
  const z = 1.959963984540054;
  const share = right / of;
  const middle = share + z ** 2 / (2 * of);
  const half = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  const ends = [middle - half, middle + half].map((end) => Math.min(1, Math.max(0, end / (1 + z ** 2 / of))));
  return `${(100 * share).toFixed(1)} (${ends.map((end) => (100 * end).toFixed(0)).join('–')})`;
}

/** Names of a row, with line feeds between: model, attack, size, target, defense. */
export function rowKey(
  ...[model, attack, epsilon, target, defense]: readonly (string | number | null | undefined)[]
): string {
  return [model, attack, epsilon ?? '', target ?? '', defense].join('\n');
}

/** The accuracy over pictures, each given by its draws and counted once. */
function rate(pictures: readonly EvaluationRecord[][]): string {
  const shares = pictures.map(
    (draws) => draws.filter(({ prediction, label }) => prediction === label).length / draws.length,
  );
  return shown(
    shares.reduce((sum, share) => sum + share, 0),
    pictures.length,
  );
}

/** Accuracies of every row as a report shows them, counted from the records in the plainest way. */
export function expectedRates(
  records: Iterable<EvaluationRecord>,
): Map<string, { recovered: string; overall: string }> {
  const rows = new Map<string, Map<string, EvaluationRecord[]>>();
  for (const record of records) {
    const key = rowKey(record.model, record.attack, record.epsilon, record.target, record.defense);
    const images = rows.get(key) ?? new Map<string, EvaluationRecord[]>();
    rows.set(key, images.set(record.image, [...(images.get(record.image) ?? []), record]));
  }
  return new Map(
    [...rows].map(([key, images]) => {
      const all = [...images.values()];
      const before = all.filter(([{ before, label }]) => before === label);
      return [key, { recovered: rate(before), overall: rate(all) }];
    }),
  );
}
