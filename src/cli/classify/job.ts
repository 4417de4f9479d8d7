import { Truths } from '../../evaluation/data/truths.js';
import { readImage } from '../../io/read-image.js';
import type { Classification } from '../../models/index.js';
import { defenseOf } from '../classifier/defense.js';
import { openModel } from '../classifier/open.js';
import type { Gate } from '../run/gate.js';
import type { Command, Job } from '../run/messages.js';
import type { ClassifyReport, NamedClass } from './report.js';
import type { ClassifyTask } from './task.js';

/** Top-5 accuracy needs five, whatever is shown. */
const fewest = 5;

function named(classes: readonly Classification[], top: number): NamedClass[] {
  return classes.slice(0, top).map(({ label, name, probability }) => ({ label, name, probability }));
}

function rankOf(classes: readonly Classification[], truth: number): number {
  return classes.slice(0, fewest).findIndex(({ index }) => index === truth);
}

/** Prepares a thread of `classify`. */
export async function beginClassify(
  { settings, model }: Extract<Command, { name: 'classify' }>,
  gate: Gate,
): Promise<{ job: Job<ClassifyTask, ClassifyReport>; notices: readonly string[] }> {
  const { classifier, facts, notices } = await openModel(model, gate);
  const defense = settings.defense && defenseOf(classifier, settings.defense);
  const truths = new Truths(classifier.labels);
  const top = Math.max(settings.top, fewest);

  const job: Job<ClassifyTask, ClassifyReport> = async ({ input, place }) => {
    const started = performance.now();
    const { image, notices: about } = await readImage(input);
    const read = performance.now();
    const before = await gate.pass(() => classifier.classify(image, { top }));
    const classified = performance.now();
    const after = defense && (await gate.pass(() => defense.classifier.classify(image, { top })));
    const defended = performance.now();
    const truth = truths.of(place);
    const times = { read: read - started, before: classified - read, ...(after && { after: defended - classified }) };
    const { width, height, channels } = image;
    return {
      input,
      inputSize: { width, height, channels },
      model: facts,
      truth: truth === undefined ? null : { label: classifier.labels[truth].id, name: classifier.labels[truth].name },
      before: named(before, settings.top),
      ...(after && defense && { after: named(after, settings.top), defense: defense.facts, seed: defense.seed }),
      milliseconds: Object.fromEntries(Object.entries(times).map(([stage, time]) => [stage, Number(time.toFixed(2))])),
      notices: about,
      ranks: truth === undefined ? undefined : { before: rankOf(before, truth), after: after && rankOf(after, truth) },
    };
  };
  return { job, notices };
}
