import type { FullImage } from '../../core/image.js';
import { defend, type DefenseReport } from '../../defenses/defend.js';
import { readImage } from '../../io/read-image.js';
import type { Classification, Classifier } from '../../models/index.js';
import { type DefendedClassifier, defendedClassifier } from '../../pipeline/index.js';
import { openModel } from '../classifier/open.js';
import { Truths } from '../classifier/truths.js';
import { UsageError } from '../errors.js';
import { withDefaults } from '../flags.js';
import type { Gate } from '../run/gate.js';
import type { Command, Job } from '../run/messages.js';
import type { DefendedSettings } from './options.js';
import type { ClassifyReport, DefenseFacts, NamedClass } from './report.js';
import type { ClassifyTask } from './task.js';

/** A classifier behind the defense that was asked for. */
interface Defense {
  readonly classifier: DefendedClassifier;
  readonly facts: DefenseFacts;
  readonly seed: DefendedSettings['seed'];
}

/** What the defense does to a picture of the classifier's size. */
function describe({ width, height }: Classifier, { options, map, seed }: DefendedSettings): DefenseReport {
  const blank: FullImage = { width, height, channels: 3, data: new Uint8Array(width * height * 3) };
  const flat = { width, height, data: new Float32Array(width * height) };
  return defend(blank, {
    ...options,
    denoiser: 'none',
    denoiserOptions: {},
    seed,
    map: map === 'none' ? undefined : flat,
  }).report;
}

/** The defense around a classifier, checked: how large a window can be is known only now. */
function defenseOf(classifier: Classifier, settings: DefendedSettings): Defense {
  const { options, map, ensemble, vote, seed } = settings;
  try {
    const { preset, algorithm, deflections, window, bias } = describe(classifier, settings);
    const { denoiser, denoiserOptions = {}, scale = true } = options;
    const counts = { preset, algorithm, deflections, window, bias, scale };
    return {
      classifier: defendedClassifier(classifier, { ...options, map, ensemble, vote, seed }),
      facts: { map, ensemble, vote, ...counts, denoiser, denoiserOptions: withDefaults(denoiser, denoiserOptions) },
      seed,
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(error.message.replace(' for window ', ' for --window '), { cause: error });
  }
}

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
