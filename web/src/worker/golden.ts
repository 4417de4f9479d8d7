import type { Classifier } from 'pixel-deflection/models';
import sampleUrl from '../../../assets/samples/n07749582_lemon.png?url';
import { decodePicture } from './decode.js';
import { download } from './download.js';
import golden from './golden.json' with { type: 'json' };
import type { ModelInfo } from './protocol.js';

/** Logits are of the order of 10: what two sound runtimes differ by is ten times smaller than this. */
const tolerance = 1e-3;

/**
 * Compares what the built-in classifier says of a sample with what it says in Node: some devices compute wrongly, and a
 * wrong answer looks like any other. Decoding and resizing are a part of it.
 */
export async function checkGolden(classifier: Classifier): Promise<NonNullable<ModelInfo['golden']>> {
  const bytes = await download(new URL(sampleUrl, import.meta.url).href, 'A sample', () => {});
  const { image } = await decodePicture(new Blob([bytes]));
  const [logits] = await classifier.logits([classifier.prepare(image)]);
  const difference = golden.logits.reduce((most, value, i) => Math.max(most, Math.abs(value - logits[i])), 0);
  return { difference, ok: difference <= tolerance };
}
