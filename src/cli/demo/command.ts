import { createRequire } from 'node:module';
import type { StoryRecord } from '../../evaluation/story/index.js';
import { publishedTable } from '../../evaluation/story/published.js';
import { commonCopiesAt, totalsOf } from '../../evaluation/story/totals.js';
import { listImages } from '../../io/image-files.js';
import { showPath } from '../../io/show-path.js';
import { writeFileSafely } from '../../io/write-file.js';
import { storyPage } from '../../report/story-page.js';
import { storyText } from '../../report/story-text.js';
import { namedSamples } from '../assets.js';
import { UsageError } from '../errors.js';
import { ResultFolders } from '../run/outputs.js';
import { paint } from '../run/progress.js';
import { jsonLine } from '../run/results.js';
import { runPictures } from '../run/run-pictures.js';
import type { DemoFlags } from './options.js';
import { type DemoFiles, format, reportFiles } from './output.js';
import type { DemoReport, DemoTask } from './task.js';

const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string };

async function picturesOf(image: string | undefined, { label }: DemoFlags): Promise<string[]> {
  if (image === undefined && label !== undefined) {
    throw new UsageError(
      'Expected a picture for --label but received none: the names of the samples tell their classes',
    );
  }
  const listed = image === undefined ? namedSamples() : (await listImages([image])).map(({ path }) => path);
  if (label !== undefined && listed.length > 1) {
    throw new UsageError(`Expected one picture for --label but received ${listed.length}`);
  }
  return listed;
}

function recordOf(reports: readonly DemoReport[], { settings }: DemoFlags): StoryRecord {
  const [{ model }] = reports;
  const pictures = reports.map(({ told }) => told);
  const { width, height } = model;
  return {
    format,
    version,
    model,
    settings,
    commonCopies: commonCopiesAt(width, height),
    published: publishedTable,
    totals: totalsOf(pictures),
    pictures,
  };
}

/** A record as a file: a seed beyond 2^53 is a text. */
function asJson(record: StoryRecord): string {
  return `${JSON.stringify(record, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part), 2)}\n`;
}

async function write(record: StoryRecord, reports: readonly DemoReport[], { page, record: data }: DemoFiles) {
  const html = storyPage(
    record,
    reports.map(({ figures }) => figures),
  );
  await writeFileSafely(data, Buffer.from(asJson(record)));
  await writeFileSafely(page, Buffer.from(html));
}

/**
 * `pixel-deflection demo`: the story of the notebook for a picture, or for the pictures that come with the package, as a
 * page, as JSON and as a table.
 * @returns the exit code
 */
export async function demoCommand(image: string | undefined, flags: DemoFlags): Promise<number> {
  const { settings, label } = flags;
  const tasks = (await picturesOf(image, flags)).map((input): DemoTask => ({ input }));
  const files = reportFiles(flags.output);
  const reports: DemoReport[] = [];
  const summary = await runPictures<DemoTask, DemoReport>({
    tasks,
    flags,
    command: (model) => ({ name: 'demo', settings: { story: settings, label }, model }),
    files: [files.page],
    print: (outcome) => {
      if ('report' in outcome) reports.push(outcome.report);
      return [];
    },
  });
  if (reports.length === 0) return summary.exitCode;
  // It was taken away again, as long as it was empty.
  new ResultFolders().make([files.page]);
  const record = recordOf(reports, flags);
  await write(record, reports, files);
  if (flags.json) process.stdout.write(`${jsonLine(record)}\n`);
  else for (const line of storyText(record)) process.stdout.write(`${line}\n`);
  summary.tell(({ input }) => [showPath(input)], '', [`seed ${settings.seed}`]);
  const mark = paint(process.stderr, 'green', '→');
  process.stderr.write(`${mark} report: ${showPath(files.page)}, numbers: ${showPath(files.record)}\n`);
  return summary.exitCode;
}
