import type { ExecutionProvider } from '#ort';
import { integer, knownOptions, oneOf, wrongType } from '../core/checks.js';
import type { Label, PartialCard } from './card.js';
import { checkCard } from './check-card.js';
import { type Classifier, createClassifier } from './classifier.js';
import { type CardBeforeRun, completeCard } from './complete-card.js';
import { ModelError } from './errors.js';
import { readFacts } from './graph-facts.js';
import { checkAgainstGraph, inferCard } from './infer-card.js';
import { numberedLabels } from './numbered-labels.js';
import { parseModel } from './onnx/model-file.js';
import type { SessionOptions } from './session.js';
import { findModel, type ModelSource, readCard } from './source.js';
import { startModel } from './start-model.js';

const providerNames: readonly ExecutionProvider[] = ['cpu', 'cuda', 'webgpu'];

export interface LoadOptions extends SessionOptions {
  /**
   * A model card, a part of one (such as `{ preset: 'torchvision' }`), or the path or URL of one. Its fields come before
   * those of the card beside the file, of the catalog and of the graph.
   */
  model?: PartialCard | string | URL;
  /** Folder of models that are named by their catalog name. Default: `PIXEL_DEFLECTION_MODELS`, else the user's cache. */
  modelsFolder?: string;
}

function labelsOf(card: CardBeforeRun, classes: number): readonly Label[] {
  const { labels } = card;
  if (labels === undefined) return numberedLabels(classes);
  if (labels.length === classes) return labels;
  throw new ModelError(
    card.name,
    `gives ${classes} scores per picture, its card has ${labels.length} labels: correct the labels`,
  );
}

/** Passes on each notice once: a classifier has several sessions. */
function once(tell: (notice: string) => void): (notice: string) => void {
  const told = new Set<string>();
  return (notice) => {
    if (!told.has(notice)) tell(notice);
    told.add(notice);
  };
}

/**
 * Loads an image classifier: an ONNX file with a {@link ModelCard}.
 *
 * The card's fields come, each from the first that has it, from `options.model`, the preset that it names, `name.json`
 * beside `name.onnx`, the catalog (which knows files by their SHA-256), and the graph: size and layout from its fixed
 * input shape, pixel format and range from the ONNX standard's image metadata, `output` from a final softmax or the
 * first outputs. `resize` is `'crop'` where nothing says it, and labels are `class 0` and so on. Mean and deviation are
 * never guessed.
 *
 * In Node a run holds the thread that asks for it: servers keep classifiers in processes of their own.
 *
 * @param source a name of the catalog, a path, a URL (HTTPS, or the page's own in browsers), or the bytes
 * @throws ModelError for a file that is no such model, or that its card does not fit; FilesError for one that cannot be
 *   read; TypeError or RangeError for options
 */
export async function loadClassifier(source: ModelSource, options: LoadOptions = {}): Promise<Classifier> {
  knownOptions(options, 'loadClassifier', ['model', 'modelsFolder', 'threads', 'executionProviders', 'onNotice']);
  const { model: given = {}, threads, executionProviders } = options;
  if (threads !== undefined) integer(threads, 'threads', 1, 1024);
  if (executionProviders !== undefined && !Array.isArray(executionProviders)) {
    throw wrongType('an array of providers', 'executionProviders', executionProviders);
  }
  if (options.onNotice !== undefined && typeof options.onNotice !== 'function') {
    throw wrongType('a function', 'onNotice', options.onNotice);
  }
  if (options.modelsFolder !== undefined && typeof options.modelsFolder !== 'string') {
    throw wrongType('the path of a folder', 'modelsFolder', options.modelsFolder);
  }
  executionProviders?.forEach((provider, i) => oneOf(provider, `executionProviders[${i}]`, providerNames));
  const asked = typeof given === 'string' || given instanceof URL ? await readCard(given) : checkCard(given, 'model');
  const { name, bytes, cards } = await findModel(source, options.modelsFolder, asked);
  const model = parseModel(bytes, name);
  const facts = readFacts(model, name);
  const card = completeCard([inferCard(model, facts, name), ...cards], name);
  checkAgainstGraph(card.input, facts.input, name);
  const sessions = { threads, executionProviders, onNotice: once(options.onNotice ?? console.warn) };
  const { graph, cam, network, classes, kind } = await startModel(model, facts, card, sessions);
  try {
    const whole = { ...card, output: kind, labels: labelsOf(card, classes) };
    // Further sessions go where the first one is.
    const further = { ...sessions, executionProviders: [network.session.provider] };
    return createClassifier({ graph: graph.model, network, classes, card: whole, cam, options: further });
  } catch (error) {
    await network.session.dispose();
    throw error;
  }
}
