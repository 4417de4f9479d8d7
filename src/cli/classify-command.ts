import { availableParallelism } from 'node:os';
import { oneLine } from '../core/one-line.js';
import { listImages } from '../io/image-files.js';
import { showPath } from '../io/show-path.js';
import { Accuracy } from './accuracy.js';
import { classTable } from './class-table.js';
import type { ClassifyFlags } from './classify-options.js';
import type { ClassifyReport } from './classify-report.js';
import type { ClassifyTask } from './classify-task.js';
import { placeBelow } from './defend-inputs.js';
import type { Outcome } from './messages.js';
import { requestModel, shareCores } from './model-request.js';
import { ResultFolders } from './outputs.js';
import { jsonLine, outcomeJson } from './results.js';
import { runPictures } from './run-pictures.js';
import { Summary } from './summary.js';

/** One line of JSON, without what is for the shares at the end only. */
function json(outcome: Outcome<ClassifyReport>, task: ClassifyTask): string {
  if (!('report' in outcome)) return outcomeJson(outcome, task);
  const { ranks: _, ...report } = outcome.report;
  return jsonLine(report);
}

/**
 * `pixel-deflection classify`: names the likeliest classes of pictures, with the defense before and after it; for several
 * pictures whose names tell their classes also how often the first and the first five were right.
 * @returns the exit code
 */
export async function classifyCommand(inputs: readonly string[], flags: ClassifyFlags): Promise<number> {
  const { settings } = flags;
  const images = await listImages(inputs);
  const tasks = images.map((image) => ({ input: image.path, place: placeBelow(image) }));
  const cores = availableParallelism();
  const { workers, threads } = shareCores(cores, tasks.length, { ...flags.model, workers: flags.workers });
  const model = await requestModel(flags.model, threads);
  const summary = new Summary<ClassifyReport>(tasks.length, workers);
  const accuracy = new Accuracy();
  let name = model.path;
  await runPictures<ClassifyTask, ClassifyReport>({
    command: { name: 'classify', settings, model },
    tasks,
    workers,
    cores,
    folders: new ResultFolders(),
    summary,
    print: (outcome, task) => {
      if ('report' in outcome) {
        accuracy.add(outcome.report.ranks);
        name = outcome.report.model.name;
      }
      if (settings.json) return [json(outcome, task)];
      return 'report' in outcome ? classTable(outcome.report) : [];
    },
  });
  const seed = settings.defense?.seed;
  if (settings.json) {
    const { report } = accuracy;
    const about = { model: { name, sha256: model.sha256 }, ...(seed !== undefined && { seed }) };
    if (report !== undefined) process.stdout.write(`${jsonLine({ summary: { ...report, ...about } })}\n`);
    return summary.exitCode;
  }
  for (const line of accuracy.lines()) process.stdout.write(`${line}\n`);
  if (tasks.length > 1 || summary.done > 0) {
    const last = seed === undefined ? [] : [`seed ${seed}`];
    const lines = summary.lines(({ input }) => [showPath(input), oneLine(name)], '', last);
    for (const line of lines) process.stderr.write(`${line}\n`);
  }
  return summary.exitCode;
}
