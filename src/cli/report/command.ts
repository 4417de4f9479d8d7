import { oneLine } from '../../core/one-line.js';
import type { Manifest } from '../../evaluation/run/manifest.js';
import { drawnPictures, summaryOptions } from '../../evaluation/summary/facts.js';
import { createSummarizer } from '../../evaluation/summary/summarize.js';
import type { Summary } from '../../evaluation/summary/summary.js';
import { showPath } from '../../io/show-path.js';
import { writeFileSafely } from '../../io/write-file.js';
import { summaryCsv } from '../../report/evaluation/csv.js';
import { drawExamples } from '../../report/evaluation/draw-examples.js';
import type { Example } from '../../report/evaluation/examples.js';
import { evaluationMarkdown } from '../../report/evaluation/markdown.js';
import { counted } from '../../report/evaluation/names.js';
import { evaluationPage, type PageExtras } from '../../report/evaluation/page.js';
import { viewOf } from '../../report/evaluation/view.js';
import { bannerTexts } from '../../report/evaluation/warnings.js';
import { WorkError } from '../errors.js';
import { checkDestination } from '../run/outputs.js';
import { paint } from '../run/progress.js';
import { RunReading } from '../run/reading.js';
import { jsonLine } from '../run/results.js';
import type { ReportFlags } from './options.js';

async function summaryOf(reading: RunReading): Promise<Summary> {
  const { manifest, unreadable, folder } = reading.run;
  const summarizer = createSummarizer(summaryOptions(manifest.plan, drawnPictures(manifest, unreadable)));
  for await (const { records } of reading.batches()) for (const record of records) summarizer.add(record);
  if (reading.records === 0) {
    throw new WorkError(`${showPath(folder)}: holds no records yet, expected a run with at least one shard done`);
  }
  return summarizer.finish();
}

/** Pictures step by step; where what they need is not there any more, the page does without. */
async function examplesOf({ run }: RunReading, summary: Summary): Promise<Example[]> {
  if (!run.manifest.adversaries) {
    process.stderr.write(
      'pixel-deflection: no example pictures: the run kept no adversaries (evaluate --adversaries)\n',
    );
    return [];
  }
  try {
    return await drawExamples(run.folder, viewOf(summary, run.manifest));
  } catch (error) {
    process.stderr.write(`pixel-deflection: no example pictures: ${oneLine((error as Error).message)}\n`);
    return [];
  }
}

function textOf(format: 'html' | 'md' | 'csv', summary: Summary, manifest: Manifest, extras: PageExtras): string {
  if (format === 'csv') return summaryCsv(summary);
  return format === 'md' ? evaluationMarkdown(summary, manifest, extras) : evaluationPage(summary, manifest, extras);
}

/**
 * `pixel-deflection report`: the records of a run as a page, as Markdown or as a table.
 * @returns the exit code
 */
export async function reportCommand(folder: string, { output, title, json }: ReportFlags): Promise<number> {
  if (output !== undefined) checkDestination(output.path, '--output');
  const reading = await RunReading.open(folder);
  const summary = await summaryOf(reading);
  const { manifest, shards, changed, unreadable } = reading.run;
  const { damaged } = reading;
  const state = { shards: shards.done, of: shards.of, damaged, changed };
  if (output !== undefined) {
    const examples = output.format === 'html' ? await examplesOf(reading, summary) : [];
    const text = textOf(output.format, summary, manifest, { title, state, unreadable, examples });
    await writeFileSafely(output.path, Buffer.from(text));
  }
  if (json) process.stdout.write(`${jsonLine(summary)}\n`);
  for (const text of bannerTexts({ summary }, state)) process.stderr.write(`pixel-deflection: ${text}\n`);
  const good = damaged.length === 0 && changed === 0;
  const mark = good ? paint(process.stderr, 'green', '✓') : paint(process.stderr, 'red', '✗');
  const flags = summary.flags.length === 0 ? [] : [counted(summary.flags.length, 'flag')];
  const to = output === undefined ? [] : [`report: ${showPath(output.path)}`];
  process.stderr.write(`${mark} ${[counted(summary.records, 'record'), ...flags, ...to].join(' · ')}\n`);
  return good ? 0 : 1;
}
