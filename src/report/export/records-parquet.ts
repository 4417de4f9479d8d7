import type { FileHandle } from 'node:fs/promises';
import type { BasicType, ColumnSource } from 'hyparquet-writer/src/types.js';
import type { RecordBatch } from '../../evaluation/records/read.js';
import type { EvaluationRecord } from '../../evaluation/records/record.js';
import { writePiecesSafely } from '../../io/write-file.js';
import { type ColumnType, recordColumns } from './columns.js';

/** The package that writes Parquet is not installed; the message says how to get it. */
export class NoParquetError extends Error {
  override readonly name = 'NoParquetError';
}

const types: Readonly<Record<ColumnType, BasicType>> = {
  text: 'STRING',
  whole: 'INT32',
  number: 'DOUBLE',
  'yes-no': 'BOOLEAN',
};

/** Rows of a row group: what is held at once. */
const groupRows = 50_000;

async function load() {
  try {
    return await import('hyparquet-writer');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new NoParquetError(
      'Parquet files are written by the package hyparquet-writer, which is not installed: npm install hyparquet-writer, or export to .csv',
      { cause: error },
    );
  }
}

function columnsOf(records: readonly EvaluationRecord[]): ColumnSource[] {
  return recordColumns.map(({ name, type, of }) => ({ name, type: types[type], data: records.map(of) }));
}

/**
 * Writes records as Parquet, row group by row group, beside its place and then renamed. Columns are typed: texts, 32-bit
 * whole numbers, doubles and booleans; all but those of `made_…`, `epsilon` and `target` are always there.
 * @throws NoParquetError where the optional package `hyparquet-writer` is missing
 * @throws ImageFileError where it cannot be written
 */
export async function writeRecordsParquet(path: string, batches: AsyncIterable<RecordBatch>): Promise<void> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await load();
  /** Holds one row group, and hands it to the file. */
  class FileWriter extends ByteWriter {
    readonly #file: FileHandle;

    constructor(file: FileHandle) {
      super();
      this.#file = file;
    }

    async flush(): Promise<void> {
      await this.#file.appendFile(this.getBytes());
      this.index = 0;
    }
  }
  await writePiecesSafely(path, async (file) => {
    const writer = new FileWriter(file);
    const schema = schemaFromColumnData({ columnData: columnsOf([]) });
    const parquet = new ParquetWriter({ writer, schema, createdBy: 'pixel-deflection' });
    let group: EvaluationRecord[] = [];
    const writeGroup = async () => {
      await parquet.write({ columnData: columnsOf(group), rowGroupSize: groupRows });
      group = [];
    };
    for await (const { records } of batches) {
      for (const record of records) {
        group.push(record);
        // oxlint-disable-next-line no-await-in-loop -- one row group is in memory
        if (group.length === groupRows) await writeGroup();
      }
    }
    if (group.length > 0) await writeGroup();
    await parquet.finish();
    await writer.flush();
  });
}
