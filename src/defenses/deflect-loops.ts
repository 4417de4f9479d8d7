import type { RandomSource } from '../core/random.js';
import { widestProduct, Xoshiro128 } from '../core/xoshiro.js';
import { type DeflectionCounts, type DeflectionJob, drawLimit } from './deflection-job.js';
import { runDeflectionKernels } from './kernels/deflect.js';

/** Runs a deflection, by the fast loop where the generator is our own and nobody looks on. */
export function runDeflections(job: DeflectionJob, random: RandomSource): DeflectionCounts {
  const spans = Math.max(job.width, job.height, 2 * job.window + 1);
  if (!(random instanceof Xoshiro128) || job.onCopy !== undefined || spans > widestProduct)
    return fromSource(job, random);
  return (job.kernels ? runDeflectionKernels(job, random) : undefined) ?? fromWords(job, random);
}

/** The published loop. `places` is what a turn goes through: samples, or with 'joint' one whole pixel. */
function fromSource(job: DeflectionJob, random: RandomSource): DeflectionCounts {
  const { data, width, height, channels, window, keep, bias, drawsUniform, onCopy } = job;
  const perCopy = job.algorithm === 'repository';
  const places = job.algorithm === 'joint' ? 1 : job.colours;
  const samples = job.colours / places;
  const limit = drawLimit(job.deflections);
  let remaining = job.deflections;
  let copies = 0;
  let skipped = 0;
  let draws = 0;
  while (remaining > 0) {
    for (let place = 0; place < places; place++) {
      const y = random.randint(0, height - 1);
      const x = random.randint(0, width - 1);
      if (++draws > limit) return { copies, skipped, capped: true };
      if (drawsUniform) {
        const value = (keep === undefined ? 0 : keep[y * width + x]) + bias;
        if (random.uniform(0, 1) < value) {
          skipped += samples;
          continue;
        }
      }
      let fromY: number;
      let fromX: number;
      do {
        fromY = y + random.randint(-window, window);
        fromX = x + random.randint(-window, window);
        if (++draws > limit) return { copies, skipped, capped: true };
        // Strictly above 0: in the published code the first row and the first column never donate.
      } while (!(fromY > 0 && fromY < height && fromX > 0 && fromX < width));
      const to = (y * width + x) * channels;
      const from = (fromY * width + fromX) * channels;
      for (let c = place; c < place + samples; c++) {
        data[to + c] = data[from + c];
        onCopy?.(x, y, c, fromX, fromY);
      }
      copies += samples;
      if (perCopy) remaining--;
    }
    if (!perCopy) remaining--;
  }
  return { copies, skipped, capped: false };
}

/**
 * {@link fromSource} with `randint` and `uniform` of our generator written out, so that its words go from register to
 * register: the same pictures three times as fast.
 */
function fromWords(job: DeflectionJob, random: Xoshiro128): DeflectionCounts {
  const { data, width, height, channels, window, keep, bias, drawsUniform } = job;
  const { words } = random;
  const perCopy = job.algorithm === 'repository';
  const places = job.algorithm === 'joint' ? 1 : job.colours;
  const samples = job.colours / places;
  const limit = drawLimit(job.deflections);
  const span = 2 * window + 1;
  const heightSurplus = 4294967296 % height;
  const widthSurplus = 4294967296 % width;
  const spanSurplus = 4294967296 % span;
  let remaining = job.deflections;
  let copies = 0;
  let skipped = 0;
  let draws = 0;
  let at = random.at;
  while (remaining > 0) {
    for (let place = 0; place < places; place++) {
      random.at = at;
      at = random.atLeast(64);
      let product = words[at++] * height;
      let y = Math.floor(product * 2 ** -32);
      if (product - y * 4294967296 < heightSurplus) {
        random.at = at;
        y = random.randint(0, height - 1);
        at = random.at;
      }
      product = words[at++] * width;
      let x = Math.floor(product * 2 ** -32);
      if (product - x * 4294967296 < widthSurplus) {
        random.at = at;
        x = random.randint(0, width - 1);
        at = random.at;
      }
      if (++draws > limit) {
        random.at = at;
        return { copies, skipped, capped: true };
      }
      if (drawsUniform) {
        const value = (keep === undefined ? 0 : keep[y * width + x]) + bias;
        const uniform = ((words[at++] >>> 5) * 67108864 + (words[at++] >>> 6)) / 9007199254740992;
        if (uniform < value) {
          skipped += samples;
          continue;
        }
      }
      let fromY: number;
      let fromX: number;
      do {
        random.at = at;
        at = random.atLeast(32);
        product = words[at++] * span;
        fromY = Math.floor(product * 2 ** -32);
        if (product - fromY * 4294967296 < spanSurplus) {
          random.at = at;
          fromY = random.randint(0, span - 1);
          at = random.at;
        }
        product = words[at++] * span;
        fromX = Math.floor(product * 2 ** -32);
        if (product - fromX * 4294967296 < spanSurplus) {
          random.at = at;
          fromX = random.randint(0, span - 1);
          at = random.at;
        }
        fromY += y - window;
        fromX += x - window;
        if (++draws > limit) {
          random.at = at;
          return { copies, skipped, capped: true };
        }
      } while (!(fromY > 0 && fromY < height && fromX > 0 && fromX < width));
      const to = (y * width + x) * channels;
      const from = (fromY * width + fromX) * channels;
      for (let c = place; c < place + samples; c++) data[to + c] = data[from + c];
      copies += samples;
      if (perCopy) remaining--;
    }
    if (!perCopy) remaining--;
  }
  random.at = at;
  return { copies, skipped, capped: false };
}
