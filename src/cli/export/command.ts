import { showPath } from '../../io/show-path.js';
import { counted } from '../../report/evaluation/names.js';
import { changedText, damagedText } from '../../report/evaluation/warnings.js';
import { writeRecordsCsv } from '../../report/export/records-csv.js';
import { writeRecordsParquet } from '../../report/export/records-parquet.js';
import { checkDestination } from '../run/outputs.js';
import { paint } from '../run/progress.js';
import { RunReading } from '../run/reading.js';
import type { ExportFlags } from './options.js';

/**
 * `pixel-deflection export`: the records of a run as one table.
 * @returns the exit code
 */
export async function exportCommand(folder: string, { output, format }: ExportFlags): Promise<number> {
  checkDestination(output, '--output');
  const reading = await RunReading.open(folder);
  await (format === 'csv' ? writeRecordsCsv : writeRecordsParquet)(output, reading.batches());
  const { damaged, records, run } = reading;
  const { shards, changed } = run;
  const { done, of } = shards;
  const { stderr } = process;
  if (done < of) stderr.write(`pixel-deflection: the run is not finished: ${done} of ${counted(of, 'shard')}\n`);
  if (damaged.length > 0) {
    stderr.write(`pixel-deflection: ${counted(damaged.length, 'line')} left out: ${damagedText(damaged)}\n`);
  }
  if (changed > 0) stderr.write(`pixel-deflection: ${changedText(changed)}\n`);
  const good = damaged.length === 0 && changed === 0;
  const mark = good ? paint(stderr, 'green', '✓') : paint(stderr, 'red', '✗');
  stderr.write(`${mark} ${counted(records, 'record')} → ${showPath(output)}\n`);
  return good ? 0 : 1;
}
