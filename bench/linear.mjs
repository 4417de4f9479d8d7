// How the cost of the wavelet chain grows with the picture, beside the least that it could cost.
//
// usage: node --expose-gc bench/linear.mjs [--most 50]
// Prints one JSON line: vector operations a second, and for each size the megapixels, the milliseconds of a call and those of a
// copy (medians).
import asc from 'assemblyscript/asc';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRandom, denoiseWavelet } from '../dist/index.js';
import { median } from './measure.mjs';

const { values: flags } = parseArgs({ options: { most: { type: 'string', default: '50' } } });
const sizes = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 12, 25, 50].filter((size) => size <= Number(flags.most));

/** Vector operations a second of one thread. */
async function peak() {
  const source = readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'peak.ts'), 'utf8');
  const { binary, error } = await asc.compileString(source, { optimizeLevel: 3, runtime: 'stub', enable: ['simd'] });
  if (error) throw error;
  const { instance } = await WebAssembly.instantiate(binary, { env: { abort: () => {} } });
  const rounds = 1e6;
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    instance.exports.peak(rounds);
    return performance.now() - start;
  });
  return (32 * rounds) / (median(times.slice(2)) / 1000);
}

function timed(run, least) {
  const times = [];
  const end = performance.now() + 300;
  while (times.length < least || (performance.now() < end && times.length < 101)) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  }
  return median(times.slice(Math.min(2, times.length - 1)));
}

const random = createRandom(1, 'linear');
const tile = Float32Array.from({ length: 3 * 4096 }, () => random.randint(0, 255));
const rows = sizes.map((megapixels) => {
  const width = Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3));
  const height = Math.round((megapixels * 1e6) / width);
  const data = new Float32Array(width * height * 3);
  for (let i = 0; i < data.length; i += tile.length)
    data.set(tile.subarray(0, Math.min(tile.length, data.length - i)), i);
  const out = { width, height, channels: 3, data: new Float32Array(data.length) };
  const image = { ...out, data };
  const milliseconds = timed(() => denoiseWavelet(image, { out }), 4);
  const copy = timed(() => out.data.set(data), 4);
  globalThis.gc();
  return { megapixels: (width * height) / 1e6, milliseconds, copy };
});
console.log(JSON.stringify({ peak: await peak(), rows }));
