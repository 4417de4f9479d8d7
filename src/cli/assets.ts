import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of what comes with the package. */
const assets = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'assets');

/** The classifier that comes with the package. Its model card is beside it. */
export const builtInClassifier = join(assets, 'classifier', 'tiny-imagenet-100.onnx');

/** The sample pictures whose names tell their classes, by path. */
export function namedSamples(): string[] {
  const folder = join(assets, 'samples');
  return readdirSync(folder)
    .filter((name) => /^n\d{8}_.*\.png$/.test(name))
    .toSorted()
    .map((name) => join(folder, name));
}
