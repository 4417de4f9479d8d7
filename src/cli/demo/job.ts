import { basename } from 'node:path';
import { Truths } from '../../evaluation/data/truths.js';
import { tellStory, type ToldPicture } from '../../evaluation/story/index.js';
import { encode } from '../../io/encode.js';
import { readImage } from '../../io/read-image.js';
import type { Classifier } from '../../models/index.js';
import { drawFigures, type Figures } from '../../report/figures.js';
import type { FigureUris } from '../../report/story-parts.js';
import { classOf } from '../classifier/class-of.js';
import { gated } from '../classifier/gated.js';
import { openModel } from '../classifier/open.js';
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

/** Looks like the key of a class, though not of this classifier. */
const key = /^n\d{8}(?=[_.-]|$)/;

function truthOf(input: string, label: string | undefined, classifier: Classifier, truths: Truths): Truth {
  if (label !== undefined) return { index: classOf(label, '--label', classifier), from: 'label', notices: [] };
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
  if (settings.label !== undefined) classOf(settings.label, '--label', classifier);
  const stoppable = gated(classifier, gate);
  const about = { ...facts, width, height, classes };
  return { job: async (task) => ({ ...(await demo(task, settings, stoppable, truths)), model: about }), notices };
}
