import type { FullImage } from '../../core/image.js';
import { oneLine } from '../../core/one-line.js';
import { encode } from '../../io/encode.js';
import { aboutFile } from '../../io/errors.js';
import { readImage } from '../../io/read-image.js';
import { showPath } from '../../io/show-path.js';
import { writeFileSafely } from '../../io/write-file.js';
import type { Classifier } from '../../models/index.js';
import { classOf } from '../classifier/class-of.js';
import { gated } from '../classifier/gated.js';
import { type ModelFacts, openModel } from '../classifier/open.js';
import { UsageError } from '../errors.js';
import type { Gate } from '../run/gate.js';
import type { Command, Job } from '../run/messages.js';
import type { Place } from '../run/outputs.js';
import { attackPicture, checkCall, type Aim } from './call.js';
import { methodOf } from './methods.js';
import type { AttackSettings } from './options.js';
import { type JudgedResult, printed, resultNotices, resultReport, statusOf } from './report.js';
import type { AttackReport, AttackTask, ResultReport } from './task.js';
import { namesOf, type Victim, victimOf } from './victim.js';

/** What a thread works with besides its pictures. */
interface Tools {
  readonly settings: AttackSettings;
  readonly aim: Aim;
  readonly classifier: Classifier;
  readonly facts: ModelFacts;
  readonly victim: Victim;
  readonly gate: Gate;
}

/** The classes and the picture that were typed. */
async function typedAim({ label, target, start }: AttackSettings, classifier: Classifier): Promise<Aim> {
  const classes = {
    label: label === undefined ? undefined : classOf(label, '--label', classifier),
    target: target === undefined ? undefined : classOf(target, '--target', classifier),
  };
  if (classes.target !== undefined && classes.target === classes.label) {
    const same = oneLine(JSON.stringify(target));
    throw new UsageError(`Expected another class than that of --label for --target but received ${same}`);
  }
  return { ...classes, start: start === undefined ? undefined : classifier.prepare((await readImage(start)).image) };
}

function round(milliseconds: number): number {
  return Number(milliseconds.toFixed(2));
}

/** Attacks a picture of the model's size, and asks for its adversaries' classes. */
async function judged(picture: FullImage<Float32Array>, tools: Tools, input: string) {
  const { settings, aim, classifier, victim } = tools;
  const { labels } = classifier;
  const { target } = aim;
  const started = performance.now();
  const model = await victim.model(picture);
  const [seen] = await namesOf(model, labels, [picture]);
  const label = aim.label ?? seen.index;
  if (target === label) {
    const name = oneLine(labels[label].name);
    throw new UsageError(`${showPath(input)}: Expected another class than its label for --target but received ${name}`);
  }
  const results = await attackPicture(model, picture, settings, aim);
  const attacked = performance.now();
  const fooled = (index: number) => (target === undefined ? index !== label : index === target);
  const shown = [picture, ...results.map(({ result }) => result.rounded)];
  const [clean, ...predictions] = await namesOf(classifier, labels, shown);
  const cleanDefended = await victim.judge?.(picture, fooled, label);
  const all: JudgedResult[] = [];
  for (const [i, found] of results.entries()) {
    const { result } = found;
    // oxlint-disable-next-line no-await-in-loop -- one session runs one picture after the other
    const judgement = result.skipped ? undefined : await victim.judge?.(result.rounded, fooled, label);
    all.push({ ...found, prediction: predictions[i], judgement });
  }
  const milliseconds = { attack: round(attacked - started), judge: round(performance.now() - attacked) };
  return { label, clean, cleanDefended, all, milliseconds };
}

/** Writes the adversaries that work. */
async function write(all: readonly JudgedResult[], places: readonly Place[], { victim, gate }: Tools) {
  const reports: ResultReport[] = [];
  for (const [i, each] of all.entries()) {
    const status = statusOf(each, victim.facts?.seeds.length ?? 0);
    const { path } = places[i];
    let bytes = 0;
    if (status === 'adversary') {
      // oxlint-disable-next-line no-await-in-loop -- a file at a time
      const png = await aboutFile(path, () => encode(each.result.rounded, 'png', undefined));
      // oxlint-disable-next-line no-await-in-loop -- a file at a time
      await gate.pass(() => writeFileSafely(path, png));
      bytes = png.length;
    }
    reports.push(resultReport(each, status, bytes > 0 ? { path, bytes } : undefined));
  }
  return reports;
}

/** Attacks one picture, judges what came out, and writes what works. */
async function attackTask({ input, results: places }: AttackTask, tools: Tools): Promise<AttackReport> {
  const { settings, aim, classifier, facts, victim } = tools;
  const { labels, width, height } = classifier;
  const started = performance.now();
  const { image, notices } = await readImage(input);
  const picture = classifier.prepare(image);
  const read = performance.now();
  const { label, clean, cleanDefended, all, milliseconds } = await judged(picture, tools, input);
  const writing = performance.now();
  const results = await write(all, places, tools);
  const named = (index: number) => ({ label: labels[index].id, name: labels[index].name });
  const drawn = methodOf(settings.method).about.random || victim.facts !== undefined;
  const same = image.width === width && image.height === height;
  return {
    input,
    inputSize: { width: image.width, height: image.height, channels: image.channels },
    size: { width, height },
    model: facts,
    method: settings.method,
    norm: all[0].result.norm,
    options: settings.options,
    ...(drawn && { seed: settings.seed }),
    ...(victim.facts && { defense: victim.facts }),
    clean: printed(clean),
    ...(cleanDefended && { cleanDefended }),
    label: named(label),
    ...(aim.target !== undefined && { target: named(aim.target) }),
    results,
    milliseconds: { read: round(read - started), ...milliseconds, write: round(performance.now() - writing) },
    notices: [
      ...notices,
      ...(same ? [] : [`brought to ${width} × ${height} pixels, the size of the classifier's pictures`]),
      ...results.flatMap((report, i) => resultNotices(report, places[i].path)),
    ],
  };
}

/** Prepares a thread of `attack`. */
export async function beginAttack(
  { settings, model }: Extract<Command, { name: 'attack' }>,
  gate: Gate,
): Promise<{ job: Job<AttackTask, AttackReport>; notices: readonly string[] }> {
  const { classifier: bare, facts, notices } = await openModel(model, gate);
  const classifier = gated(bare, gate);
  const aim = await typedAim(settings, classifier);
  const victim = victimOf(classifier, settings.defense);
  await checkCall(classifier, settings, aim);
  const tools: Tools = { settings, aim, classifier, facts, victim, gate };
  return { job: (task) => attackTask(task, tools), notices };
}
