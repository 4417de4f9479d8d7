import { showPath } from '../../io/show-path.js';
import { modelWords } from '../classifier/flags.js';
import { UsageError } from '../errors.js';
import { listInputs } from '../run/inputs.js';
import { checkResults, type Place, placeResults } from '../run/outputs.js';
import { jsonLine, outcomeJson } from '../run/results.js';
import { runPictures } from '../run/run-pictures.js';
import { checkSettings } from './call.js';
import { pictureLines } from './lines.js';
import { attackList } from './list.js';
import type { AttackFlags, ListFlags } from './options.js';
import type { AttackReport, AttackTask } from './task.js';
import { Totals } from './totals.js';

/** `adversary.png` as `adversary-eps0.5.png`. */
function forEpsilon({ path, ...place }: Place, text: string): Place {
  return { ...place, path: path.replace(/\.png$/i, (extension) => `-eps${text}${extension}`) };
}

/** Finds the pictures and decides where their adversaries go; reads none of them. */
async function planAttacks(
  inputs: readonly string[],
  { output, epsilonTexts, settings }: AttackFlags,
): Promise<AttackTask[]> {
  const { images, several } = await listInputs(inputs, [output]);
  // Only what is written without loss is still the adversary.
  const places = placeResults(images, several, output, '--output', 'png');
  const tasks = images.map(({ path }, i): AttackTask => ({
    input: path,
    results: epsilonTexts.length > 1 ? epsilonTexts.map((text) => forEpsilon(places[i], text)) : [places[i]],
  }));
  checkResults(
    tasks.flatMap(({ input, results }) => results.map(({ path }) => ({ result: path, input }))),
    [...images.map(({ path }) => path), ...(settings.start === undefined ? [] : [settings.start])],
  );
  return tasks;
}

async function attack(inputs: readonly string[], flags: AttackFlags): Promise<number> {
  const { settings, output } = flags;
  await checkSettings(settings);
  const tasks = await planAttacks(inputs, flags);
  const totals = new Totals();
  const summary = await runPictures<AttackTask, AttackReport>({
    tasks,
    flags,
    command: (model) => ({ name: 'attack', settings, model }),
    files: tasks.flatMap(({ results }) => results.map(({ path }) => path)),
    print: (outcome, task) => {
      if ('report' in outcome) totals.add(outcome.report);
      if (settings.json) return [outcomeJson(outcome, task)];
      return 'report' in outcome ? pictureLines(outcome.report) : [];
    },
  });
  const { report } = summary;
  const { report: counted } = totals;
  if (settings.json) {
    if (counted !== undefined) process.stdout.write(`${jsonLine({ summary: counted })}\n`);
    return summary.exitCode;
  }
  for (const line of totals.lines()) process.stdout.write(`${line}\n`);
  const last = [
    ...modelWords(report?.model, flags.model),
    ...(report?.seed === undefined ? [] : [`seed ${report.seed}`]),
  ];
  summary.tell(({ input }) => [showPath(input)], ` → ${showPath(output)}`, last);
  return summary.exitCode;
}

/**
 * `pixel-deflection attack`: looks for adversaries of pictures, and writes those that work; or lists the attacks.
 * @returns the exit code
 */
export async function attackCommand(inputs: readonly string[], flags: AttackFlags | ListFlags): Promise<number> {
  if (!('list' in flags)) {
    if (inputs.length === 0) throw new UsageError('Expected pictures to attack but received none');
    return attack(inputs, flags);
  }
  if (inputs.length > 0) throw new UsageError(`Expected no pictures with --list but received ${showPath(inputs[0])}`);
  for (const line of attackList(flags.json, flags.method)) process.stdout.write(`${line}\n`);
  return 0;
}
