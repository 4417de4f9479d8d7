import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type { StoryRecord } from '../evaluation/story/index.js';
import { publishedTable } from '../evaluation/story/published.js';
import { commonCopiesAt, totalsOf } from '../evaluation/story/totals.js';
import { listImages } from '../io/image-files.js';
import { showPath } from '../io/show-path.js';
import { writeFileSafely } from '../io/write-file.js';
import { storyPage } from '../report/story-page.js';
import { storyText } from '../report/story-text.js';
import { namedSamples } from './assets.js';
import type { DemoFlags } from './demo-options.js';
import { type DemoFiles, format, makeFolder, prepareFolder } from './demo-output.js';
import type { DemoReport, DemoTask } from './demo-task.js';
import { UsageError } from './errors.js';
import { requestModel, shareCores } from './model-request.js';
import { paint } from './progress.js';
import { jsonLine } from './results.js';
import { runPictures } from './run-pictures.js';
import { Summary } from './summary.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

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
  const files = prepareFolder(flags.output);
  const cores = availableParallelism();
  // How many threads share a sum decides its last bits, and these some signs of the attack: one, on every machine.
  const asked = { workers: flags.workers, threads: flags.model.threads ?? 1 };
  const { workers, threads } = shareCores(cores, tasks.length, asked);
  const model = await requestModel(flags.model, threads);
  const folders = makeFolder(files);
  const summary = new Summary<DemoReport>(tasks.length, workers);
  const reports: DemoReport[] = [];
  await runPictures<DemoTask, DemoReport>({
    command: { name: 'demo', settings: { story: settings, label }, model },
    tasks,
    workers,
    cores,
    folders,
    summary,
    print: (outcome) => {
      if ('report' in outcome) reports.push(outcome.report);
      return [];
    },
  });
  if (reports.length === 0) return summary.exitCode;
  // It was taken away again, as long as it was empty.
  makeFolder(files);
  const record = recordOf(reports, flags);
  await write(record, reports, files);
  if (flags.json) process.stdout.write(`${jsonLine(record)}\n`);
  else for (const line of storyText(record)) process.stdout.write(`${line}\n`);
  const lines = summary.lines(({ input }) => [showPath(input)], '', [`seed ${settings.seed}`]);
  for (const line of lines) process.stderr.write(`${line}\n`);
  const mark = paint(process.stderr, 'green', '→');
  process.stderr.write(`${mark} report: ${showPath(files.page)}, numbers: ${showPath(files.record)}\n`);
  return summary.exitCode;
}
