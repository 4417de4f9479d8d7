// Defends the frames of a video in place, so that no frame makes a new image: a window moves over the sample picture.
//   node examples/video-frames.mjs [frames]
import { fileURLToPath } from 'node:url';
import { createRandom, deflectPixels, denoiseWavelet } from 'pixel-deflection';
import { readImage } from 'pixel-deflection/io';

const count = Number(process.argv[2] ?? 48);
const side = 224;
const seed = 7;
const { image } = await readImage(fileURLToPath(new URL('../assets/samples/lemons.png', import.meta.url)));

/** Writes frame number `n` into an image: what a camera or a decoder would do. */
function capture(n, { width, height, channels, data }) {
  const left = Math.round(((image.width - width) * n) / Math.max(1, count - 1));
  for (let y = 0; y < height; y++) {
    const start = (y * image.width + left) * channels;
    data.set(image.data.subarray(start, start + width * channels), y * width * channels);
  }
}

/** Both steps write into the frame itself. The stream makes the result of a frame depend on nothing but its number. */
function defendFrame(n, frame) {
  deflectPixels(frame, { deflections: 200, window: 10, random: createRandom(seed, n), out: frame });
  denoiseWavelet(frame, { out: frame });
}

const frame = { width: side, height: side, channels: 3, data: new Uint8Array(side * side * 3) };
const last = count - 1;
const times = [];
for (let n = 0; n < count; n++) {
  capture(n, frame);
  const start = performance.now();
  defendFrame(n, frame);
  times.push(performance.now() - start);
}
const median = times.toSorted((a, b) => a - b)[count >> 1];
console.log(`${count} frames of ${side} × ${side}, median ${median.toFixed(2)} ms a frame`);

// The last frame alone, as a worker that was given only this one would have it.
const alone = { ...frame, data: new Uint8Array(frame.data.length) };
capture(last, alone);
defendFrame(last, alone);
console.log(`frame ${last} alone is the same: ${Buffer.compare(frame.data, alone.data) === 0}`);
