// What the page compares a device with: the logits of a sample by the built-in classifier, as Node computes them.
//   npm run build && node scripts/web-golden.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readImage } from 'pixel-deflection/io';
import { loadClassifier } from 'pixel-deflection/models';
import { root } from './setup.mjs';

const classifier = await loadClassifier(join(root, 'assets', 'classifier', 'tiny-imagenet-100.onnx'), { threads: 1 });
const { image } = await readImage(join(root, 'assets', 'samples', 'n07749582_lemon.png'));
const [logits] = await classifier.logits([classifier.prepare(image)]);
const golden = { logits: Array.from(logits, (value) => Number(value.toFixed(5))) };
writeFileSync(join(root, 'web', 'src', 'worker', 'golden.json'), `${JSON.stringify(golden)}\n`);
await classifier.dispose();
