import { kernelsFor } from '../../core/kernels/instance.js';
import { Places } from '../../core/kernels/planes.js';
import type { Xoshiro128 } from '../../core/xoshiro.js';
import { type DeflectionCounts, type DeflectionJob, drawLimit } from '../deflection-job.js';

/** Copies that the binary lists at a time. */
const room = 4096;

/** @internal The loop of a deflection in WebAssembly: undefined where that could not be done. */
export function runDeflectionKernels(job: DeflectionJob, random: Xoshiro128): DeflectionCounts | undefined {
  const { data, width, height, channels, colours, deflections, window, bias, drawsUniform, algorithm } = job;
  if (deflections > 2 ** 30 / colours) return undefined;
  const places = new Places();
  const state = places.take(64);
  const pairs = places.take(8 * room);
  const words = places.take(random.words.byteLength);
  const keep = job.keep === undefined ? 0 : places.take(8 * job.keep.length);
  const kernels = kernelsFor(places.end);
  if (kernels === undefined) return undefined;
  const { run, integers, doubles } = kernels;
  if (job.keep !== undefined) doubles.set(job.keep, keep / 8);
  if (random.at < random.words.length) integers.set(random.words, words / 4);
  const at = state / 4;
  const end = words + random.words.byteLength;
  integers[at] = words + 4 * random.at;
  integers[at + 1] = end;
  random.save(integers, at + 2);
  integers[at + 6] = deflections;
  integers.fill(0, at + 7, at + 11);
  doubles[state / 8 + 6] = 0;
  doubles[state / 8 + 7] = drawLimit(deflections);
  const turns = algorithm === 'joint' ? 1 : colours;
  const samples = colours / turns;
  const perCopy = algorithm === 'repository';
  let written: number;
  do {
    written = run.deflect(
      state,
      width,
      height,
      channels,
      turns,
      samples,
      window,
      keep,
      bias,
      drawsUniform,
      perCopy,
      pairs,
      room,
    );
    for (let i = pairs / 4, last = i + 2 * written; i < last; i += 2) {
      const to = integers[i];
      const from = integers[i + 1];
      for (let c = 0; c < samples; c++) data[to + c] = data[from + c];
    }
  } while (written === room);
  if (integers[at] === end) random.resume(integers, at + 2);
  else random.at = (integers[at] - words) / 4;
  return { copies: integers[at + 8], skipped: integers[at + 9], capped: integers[at + 10] !== 0 };
}
