import type { Command } from 'commander';
import { UsageError } from '../errors.js';
import { formatOf } from '../run/destination.js';
import { addValued, type RawFlags } from '../values.js';

/** Formats of reports, by the end of the file's name. */
export const reportFormats = ['html', 'md', 'csv'] as const;

/** Everything that was typed for `report`, checked. */
export interface ReportFlags {
  /** Undefined: only --json. */
  readonly output: { readonly path: string; readonly format: (typeof reportFormats)[number] } | undefined;
  /** Undefined: the plan's name. */
  readonly title: string | undefined;
  readonly json: boolean;
}

/** Makes the flags of `report` known to the parser. */
export function addReportFlags(command: Command): Command {
  return addValued(command.option('-o, --output <path>').option('--json'), ['title']);
}

/** Checks all flags of `report`, before anything is read. */
export function readReportFlags(raw: RawFlags): ReportFlags {
  const json = raw.json === true;
  if (raw.output === undefined && !json) throw new UsageError('Expected --output or --json but received neither');
  if (raw.title === '') throw new UsageError('Expected a text for --title but received ""');
  const path = raw.output === undefined ? undefined : String(raw.output);
  const output = path === undefined ? undefined : { path, format: formatOf(path, reportFormats, '--output') };
  if (raw.title !== undefined && (output === undefined || output.format === 'csv')) {
    throw new UsageError('Expected --title only with a page (.html or .md)');
  }
  return { output, title: raw.title === undefined ? undefined : String(raw.title), json };
}
