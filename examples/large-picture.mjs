// Defends a picture of 12 megapixels on several threads, and cancels a second run: the program goes on meanwhile.
//   node examples/large-picture.mjs [threads]
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { readImage } from 'pixel-deflection/io';
import { defendAsync, denoiseNonLocalMeansAsync, resizeAsync } from 'pixel-deflection/threads';

const threads = Number(process.argv[2] ?? Math.min(4, availableParallelism()));
const { image } = await readImage(fileURLToPath(new URL('../assets/samples/lemons.png', import.meta.url)));

// Samples in shared memory are read and written by the threads where they are.
const width = 4000;
const height = 3000;
const { channels } = image;
const data = new Uint8Array(new SharedArrayBuffer(width * height * channels));
const photo = await resizeAsync(image, width, height, { threads, out: { width, height, channels, data } });
console.log(`${photo.width} × ${photo.height}, ${threads} threads`);

let turns = 0;
const timer = setInterval(() => turns++, 5);
const start = performance.now();
const { report } = await defendAsync(photo, { seed: 1, threads, out: photo });
console.log(`${report.deflections} deflections and wavelets in ${(performance.now() - start).toFixed(0)} ms`);

// Minutes of work, which nobody waits for.
const signal = AbortSignal.timeout(500);
await denoiseNonLocalMeansAsync(photo, { threads, signal }).catch(({ name }) => console.log(`ended: ${name}`));
clearInterval(timer);
console.log(`the program had turns meanwhile: ${turns > 10}`);
