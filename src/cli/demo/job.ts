import { basename } from 'node:path';
import { oneLine } from '../../core/one-line.js';
import { tellStory, type ToldPicture } from '../../evaluation/story/index.js';
import { encode } from '../../io/encode.js';
import { readImage } from '../../io/read-image.js';
import type { Classifier, Label } from '../../models/index.js';
import { drawFigures, type Figures } from '../../report/figures.js';
import type { FigureUris } from '../../report/story-parts.js';
import { openModel } from '../classifier/open.js';
import { spelling, Truths } from '../classifier/truths.js';
import { UsageError } from '../errors.js';
import type { Gate } from '../run/gate.js';
import type { Command, Job } from '../run/messages.js';
import { baseName } from '../run/outputs.js';
import type { DemoReport, DemoSettings, DemoTask } from './task.js';

/** The class that a picture is said to show, and who says it. */
interface Truth {
  readonly index: number | undefined;
  readonly from: ToldPicture['truthFrom'];
  readonly notices: readonly string[];
}

function showClass({ id, name }: Label): string {
  return `${oneLine(id)} (${oneLine(name)})`;
}

/** The class that `--label` means, by its key or its name. */
function labelled(label: string, { name, labels }: Classifier): number {
  const wanted = spelling(label);
  const meant = labels.flatMap((each, index) => (spelling(each.id) === wanted ? [index] : []));
  if (meant.length === 0) labels.forEach((each, index) => void (spelling(each.name) === wanted && meant.push(index)));
  if (meant.length === 1) return meant[0];
  const received = oneLine(JSON.stringify(label));
  throw new UsageError(
    meant.length === 0
      ? `Expected a class of ${oneLine(name)}, such as ${labels.slice(0, 2).map(showClass).join(' or ')}, for --label but received ${received}`
      : `Expected one class for --label but received ${received}: give the key, ${meant.map((index) => oneLine(labels[index].id)).join(' or ')}`,
  );
}

/** Looks like the key of a class, though not of this classifier. */
const key = /^n\d{8}(?=[_.-]|$)/;

function truthOf(input: string, label: string | undefined, classifier: Classifier, truths: Truths): Truth {
  if (label !== undefined) return { index: labelled(label, classifier), from: 'label', notices: [] };
  const index = truths.of(basename(input));
  if (index !== undefined) return { index, from: 'file name', notices: [] };
  const unknown = key.exec(basename(input))?.[0];
  const why = unknown === undefined ? 'its name tells no class of the model' : `the model has no class ${unknown}`;
  const notices = [`${why}: what the model says of the clean picture is taken for the truth`];
  return { index: undefined, from: 'prediction', notices };
}

/** What a picture is called: its file's name without extension and without the key of its class; else its class. */
function titleOf(input: string, { name }: { readonly name: string }): string {
  const rest = baseName(input).replace(/^n\d{8}_/, '');
  return /\p{L}/u.test(rest) ? rest.replaceAll('_', ' ') : name;
}

async function urisOf(figures: Figures): Promise<FigureUris> {
  const entries = Object.entries(figures).map(async ([name, image]) => {
    const png = await encode(image, 'png', undefined);
    return [name, `data:image/png;base64,${png.toString('base64')}`] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** The classifier with runs that are waited for, each by itself, where the command is stopped. */
function gated(classifier: Classifier, gate: Gate): Classifier {
  return {
    ...classifier,
    logits: (images) => gate.pass(() => classifier.logits(images)),
    inputGradient: (images, cotangent) => gate.pass(() => classifier.inputGradient(images, cotangent)),
    activationMap: (image, options) => gate.pass(() => classifier.activationMap(image, options)),
  };
}

async function demo(
  { input }: DemoTask,
  { story: settings, label }: DemoSettings,
  classifier: Classifier,
  truths: Truths,
): Promise<Omit<DemoReport, 'model'>> {
  const truth = truthOf(input, label, classifier, truths);
  const { image, notices } = await readImage(input);
  const { story, pictures } = await tellStory(classifier, image, settings, truth.index);
  const said = [...truth.notices, ...notices];
  const told: ToldPicture = {
    ...story,
    input,
    title: titleOf(input, story.truth),
    truthFrom: truth.from,
    notices: said,
  };
  return { input, notices: said, told, figures: await urisOf(drawFigures(pictures)) };
}

/** Prepares a thread of `demo`. */
export async function beginDemo(
  { settings, model }: Extract<Command, { name: 'demo' }>,
  gate: Gate,
): Promise<{ job: Job<DemoTask, DemoReport>; notices: readonly string[] }> {
  const { classifier, facts, notices } = await openModel(model, gate);
  const { width, height, classes, labels } = classifier;
  const truths = new Truths(labels);
  if (settings.label !== undefined) labelled(settings.label, classifier);
  const stoppable = gated(classifier, gate);
  const about = { ...facts, width, height, classes };
  return { job: async (task) => ({ ...(await demo(task, settings, stoppable, truths)), model: about }), notices };
}
