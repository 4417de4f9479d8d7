import { readBytes } from '#files';
import { showPath } from '../../io/show-path.js';
import type { ModelCard, PartialCard, PresetName } from '../../models/card.js';
import { imagenetLabels } from '../../models/catalog/labels.js';
import { presets } from '../../models/catalog/presets.js';
import { type CheckedCard, checkCard } from '../../models/check-card.js';
import { ModelError } from '../../models/errors.js';
import { readCard } from '../../models/source.js';
import { UsageError, WorkError } from '../errors.js';
import { sizeValue, wordValue, type RawFlags } from '../values.js';

/** Flags that are about the card of a model. */
export const cardFlags = ['card', 'preset', 'size', 'resize', 'labels'] as const;

const presetNames = Object.keys(presets) as PresetName[];

/** Labels in a file: a JSON array, else a name on each line. */
async function readLabels(path: string): Promise<CheckedCard['labels']> {
  const text = new TextDecoder().decode(await readBytes(path)).trim();
  try {
    const labels: unknown = /^[[{]/.test(text) ? JSON.parse(text) : text.split('\n').map((line) => line.trim());
    return checkCard({ labels }, 'the file').labels;
  } catch (error) {
    throw new WorkError(`${showPath(path)}: ${(error as Error).message}, expected names of classes`);
  }
}

/** What the flags say of a model. The flags are checked before any file is read. */
export async function readCardFlags(raw: RawFlags): Promise<CheckedCard> {
  const preset = raw.preset === undefined ? undefined : wordValue(String(raw.preset), '--preset', presetNames);
  const size = raw.size === undefined ? {} : sizeValue(String(raw.size), '--size');
  const resize =
    raw.resize === undefined ? {} : { resize: wordValue(String(raw.resize), '--resize', ['crop', 'stretch']) };
  const card = raw.card === undefined ? {} : await readCard(String(raw.card));
  const labels =
    raw.labels === undefined
      ? {}
      : { labels: raw.labels === 'imagenet' ? await imagenetLabels() : await readLabels(String(raw.labels)) };
  const input = { ...card.input, ...(preset && presets[preset].input), ...size };
  return { ...card, ...resize, ...labels, input };
}

/** Flags about cards where there is no card to make. */
export function refuseCardFlags(raw: RawFlags, received: string): void {
  const given = ['sha256', 'name', ...cardFlags].find((flag) => raw[flag] !== undefined);
  if (given !== undefined) throw new UsageError(`Expected a URL with --${given} but received ${received}`);
}

/**
 * The whole card of a model, after it has been run with it.
 * @param bytes of the model
 * @param card what is known of it, and not from the bytes
 */
export async function completedCard(bytes: Uint8Array, card: PartialCard, name: string): Promise<ModelCard> {
  // Loaded when it is used: the runtime is large, and most of these commands run no model.
  const { loadClassifier } = await import('../../models/load-classifier.js');
  try {
    const classifier = await loadClassifier(bytes, { model: { name, ...card } });
    await classifier.dispose();
    return classifier.card;
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    // What the library calls an option is a flag here.
    const asFlag = 'give --preset torchvision, tf or caffe, or';
    throw new WorkError(error.message.replace(/give model: \{[^}]*\} or/, asFlag), { cause: error });
  }
}
