import { listImages } from '../../io/image-files.js';
import { showPath } from '../../io/show-path.js';
import { modelWords } from '../classifier/flags.js';
import { placeBelow } from '../run/inputs.js';
import type { Outcome } from '../run/messages.js';
import { jsonLine, outcomeJson } from '../run/results.js';
import { runPictures } from '../run/run-pictures.js';
import { Accuracy } from './accuracy.js';
import type { ClassifyFlags } from './options.js';
import type { ClassifyReport } from './report.js';
import { classTable } from './table.js';
import type { ClassifyTask } from './task.js';

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
  const accuracy = new Accuracy();
  const summary = await runPictures<ClassifyTask, ClassifyReport>({
    tasks,
    flags,
    command: (model) => ({ name: 'classify', settings, model }),
    files: [],
    print: (outcome, task) => {
      if ('report' in outcome) accuracy.add(outcome.report.ranks);
      if (settings.json) return [json(outcome, task)];
      return 'report' in outcome ? classTable(outcome.report) : [];
    },
  });
  const seed = settings.defense?.seed;
  const model = summary.report?.model;
  if (settings.json) {
    const { report } = accuracy;
    const about = { model, ...(seed !== undefined && { seed }) };
    if (report !== undefined) process.stdout.write(`${jsonLine({ summary: { ...report, ...about } })}\n`);
    return summary.exitCode;
  }
  for (const line of accuracy.lines()) process.stdout.write(`${line}\n`);
  const last = [...modelWords(model, flags.model), ...(seed === undefined ? [] : [`seed ${seed}`])];
  summary.tell(({ input }) => [showPath(input)], '', last);
  return summary.exitCode;
}
