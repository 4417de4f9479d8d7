// The JavaScript side of the benchmark, one case in a process of its own.
//
// usage: node --expose-gc bench/task.mjs CASE WIDTH HEIGHT RAW MAP REPEATS
// Prints one JSON line: the median times of a call and of a warm copy of the same samples in milliseconds, and for large
// pictures the memory that a call takes beside input and output, in floats per sample.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  createRandom,
  deflectPixels,
  denoiseBilateral,
  denoiseNonLocalMeans,
  denoiseTotalVariation,
  denoiseWavelet,
  denoiseWiener,
  medianFilter,
} from '../dist/index.js';
import { denoiseWaveletAsync } from '../dist/threads/index.js';

const [name, w, h, raw, map, repeats] = process.argv.slice(2);
const width = Number(w);
const height = Number(h);

function load(file, Type) {
  const bytes = readFileSync(file);
  return new Type(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function median(times) {
  return times.toSorted((a, b) => a - b)[times.length >> 1];
}

async function time(run, count) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    const done = run();
    // oxlint-disable-next-line no-await-in-loop -- one after the other is what is measured
    if (done instanceof Promise) await done;
    times.push(performance.now() - start);
  }
  return median(times);
}

const floats = { width, height, channels: 3, data: load(raw, Float32Array) };
const bytes = { width, height, channels: 3, data: Uint8Array.from(floats.data, Math.round) };
const keep = { width, height, data: name === 'deflect-1500' ? load(map, Float64Array) : new Float64Array(0) };
const large = width * height > 1e6;
const picture = name.startsWith('deflect') ? bytes : floats;
const out = { ...picture, data: picture.data.slice() };

/** The same picture in memory that threads see. */
function shared({ data, ...size }) {
  const copy = new Float32Array(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return { ...size, data: copy };
}

const cases = {
  'deflect-200': () => deflectPixels(bytes, { random: createRandom(1) }),
  'deflect-200-out': () => deflectPixels(out, { random: createRandom(1), out }),
  'deflect-1500': () => deflectPixels(bytes, { deflections: 1500, map: keep, random: createRandom(1) }),
};
const transforms = {
  tv: denoiseTotalVariation,
  bilateral: (image, options) => denoiseBilateral(image, { bins: 10_000, ...options }),
  nlm: denoiseNonLocalMeans,
  wiener: denoiseWiener,
  median: (image, options) => medianFilter(image, { size: 3, ...options }),
  wavelet: (image, options) => denoiseWavelet(image, { wavelet: name.split('-')[1], ...options }),
};
if (name === 'threads') {
  const [input, result] = [shared(floats), shared(floats)];
  cases.threads = () => denoiseWaveletAsync(input, { threads: 2, out: result });
}
const backend = name.endsWith('-js') ? 'js' : undefined;
const run = cases[name] ?? (() => transforms[name.split('-')[0]](floats, { out, backend }));

/** Resident memory in bytes: now, or the peak since it was last forgotten (Linux only). */
function resident(field) {
  return Number(/(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8').split(field)[1])[1]) * 1024;
}

let scratch;
if (large && existsSync('/proc/self/clear_refs')) {
  globalThis.gc();
  // Freed buffers go back to the system on another thread.
  await new Promise((resolve) => setTimeout(resolve, 300));
  writeFileSync('/proc/self/clear_refs', '5');
  const before = resident('VmRSS:');
  await run();
  scratch = (resident('VmHWM:') - before) / (4 * floats.data.length);
} else {
  const until = performance.now() + 300;
  // oxlint-disable-next-line no-await-in-loop -- one after the other is what is measured
  while (performance.now() < until) await run();
}
const milliseconds = await time(run, Number(repeats));
const copy = () => out.data.set(picture.data);
await time(copy, 3);
console.log(JSON.stringify({ milliseconds, copy: await time(copy, large ? 9 : 301), scratch }));
