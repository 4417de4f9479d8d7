import type { RecordBatch } from '../../evaluation/records/read.js';
import { writePiecesSafely } from '../../io/write-file.js';
import { recordColumns } from './columns.js';
import { csvText } from './csv-text.js';

/**
 * Writes records as CSV, batch by batch, beside its place and then renamed.
 * @throws ImageFileError where it cannot be written
 */
export async function writeRecordsCsv(path: string, batches: AsyncIterable<RecordBatch>): Promise<void> {
  await writePiecesSafely(path, async (file) => {
    await file.appendFile(csvText([recordColumns.map(({ name }) => name)]));
    for await (const { records } of batches) {
      await file.appendFile(csvText(records.map((record) => recordColumns.map(({ of }) => of(record)))));
    }
  });
}
