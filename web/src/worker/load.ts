import { catalogEntry, loadClassifier, type PartialCard } from 'pixel-deflection/models';
import builtInCard from '../../../assets/classifier/tiny-imagenet-100.json?url';
import builtInModel from '../../../assets/classifier/tiny-imagenet-100.onnx?url';
import { download } from './download.js';
import { checkGolden } from './golden.js';
import { createGradientMemory } from './gradient-memory.js';
import type { Loaded } from './job.js';
import type { LoadInput, LoadProgress, ModelInfo, ModelRequest } from './protocol.js';
import { readyRuntime, readyWebGpu, threads } from './runtime.js';
import { classRef } from './scores.js';

const absolute = (url: string) => new URL(url, import.meta.url).href;

/** A model's bytes with what is said of them. */
interface Found {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly card: PartialCard;
  /** What a person should know of it. */
  readonly notice?: string | undefined;
}

/** Whether a download is the file that the catalog names, where the browser can tell: a server may have another one by now. */
async function vouch(bytes: Uint8Array<ArrayBuffer>, expected: string): Promise<string | undefined> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (found === expected) return undefined;
  return `This is not the file that the catalog vouches for (SHA-256 ${found.slice(0, 12)}… in place of ${expected.slice(0, 12)}…).`;
}

function parseCard(text: string): PartialCard {
  let card: unknown;
  try {
    card = JSON.parse(text);
  } catch {
    throw new Error('The model card is not JSON.');
  }
  // Its fields are checked where the model is loaded.
  if (typeof card !== 'object' || card === null || Array.isArray(card)) {
    throw new Error('The model card is not a JSON object.');
  }
  return card as PartialCard;
}

/** The largest file that is opened: what a browser's memory can hold beside its copies in the runtime. */
const maxBytes = 700e6;

async function find(
  request: ModelRequest,
  tell: (loaded: number, total: number) => void,
  signal: AbortSignal,
): Promise<Found> {
  switch (request.source) {
    case 'built-in': {
      const [card, bytes] = await Promise.all([
        download(absolute(builtInCard), 'The card of the model', () => {}, { signal }),
        download(absolute(builtInModel), 'The model', tell, { signal }),
      ]);
      return { bytes, card: parseCard(new TextDecoder().decode(card)) };
    }
    case 'catalog': {
      const entry = catalogEntry(request.name);
      if (entry?.url === undefined) throw new Error(`The catalog has no model ${request.name} to download.`);
      const { name, url, bytes: expected, sha256 } = entry;
      // Before the first byte comes, what is waited for.
      tell(0, expected ?? 0);
      const bytes = await download(url, name, tell, { signal, expected });
      return { bytes, card: { name }, notice: await vouch(bytes, sha256) };
    }
    case 'file': {
      const { file, name, card } = request;
      if (file.size > maxBytes) {
        throw new Error(`${name} has ${(file.size / 1e6).toFixed(0)} MB; the limit is ${maxBytes / 1e6} MB.`);
      }
      const bytes = new Uint8Array(await file.arrayBuffer());
      tell(bytes.length, bytes.length);
      return { bytes, card: { name: name.replace(/\.onnx$/i, ''), ...(card === undefined ? {} : parseCard(card)) } };
    }
  }
}

/** Loads a model and runs it once. */
export async function load(
  { model, provider }: LoadInput,
  signal: AbortSignal,
  progress: (progress: LoadProgress) => void,
): Promise<{ loaded: Loaded; info: ModelInfo }> {
  const telling = (phase: LoadProgress['phase']) => (loaded: number, total: number) =>
    progress({ phase, loaded, total });
  await readyRuntime(telling('runtime'));
  if (provider === 'webgpu') await readyWebGpu();
  const { bytes, card, notice } = await find(model, telling('model'), signal);
  signal.throwIfAborted();
  progress({ phase: 'start', loaded: bytes.length, total: bytes.length });
  const notices = notice === undefined ? [] : [notice];
  const classifier = await loadClassifier(bytes, {
    model: card,
    threads,
    executionProviders: [provider],
    onNotice: (notice) => notices.push(notice),
  });
  try {
    const golden = model.source === 'built-in' ? await checkGolden(classifier) : undefined;
    signal.throwIfAborted();
    const info: ModelInfo = {
      name: classifier.name,
      source: model.source,
      width: classifier.width,
      height: classifier.height,
      classes: classifier.labels.map((_, index) => classRef(classifier, index)),
      provider: classifier.provider,
      threads,
      bytes: bytes.length,
      notices,
      golden,
    };
    return { loaded: { classifier, memory: createGradientMemory() }, info };
  } catch (error) {
    await classifier.dispose();
    throw error;
  }
}
