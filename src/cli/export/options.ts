import type { Command } from 'commander';
import { formatOf } from '../run/destination.js';
import type { RawFlags } from '../values.js';

/** Everything that was typed for `export`, checked. */
export interface ExportFlags {
  readonly output: string;
  readonly format: 'csv' | 'parquet';
}

/** Makes the flags of `export` known to the parser. */
export function addExportFlags(command: Command): Command {
  return command.requiredOption('-o, --output <path>');
}

/** Checks all flags of `export`, before anything is read. */
export function readExportFlags(raw: RawFlags): ExportFlags {
  const output = String(raw.output);
  return { output, format: formatOf(output, ['csv', 'parquet'], '--output') };
}
