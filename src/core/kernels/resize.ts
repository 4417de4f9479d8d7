import { type FullImage, isByteData } from '../image.js';
import type { AxisTaps } from '../axis-taps.js';
import { kernelsFor } from './instance.js';
import { Places } from './planes.js';

/** @internal `resize` in WebAssembly, along both axes: whether it could be done. */
export function runResizeKernels(input: FullImage, result: FullImage, across: AxisTaps, down: AxisTaps): boolean {
  const { width, height, channels } = result;
  const lineIn = input.width * channels;
  const lineOut = width * channels;
  const { BYTES_PER_ELEMENT: size } = input.data;
  const places = new Places();
  const samples = places.take(lineIn * size + 64);
  const floats = places.take(lineIn * 4 + 64);
  const starts = places.take(4 * width);
  const counts = places.take(4 * width);
  const weights = places.take(across.weights.byteLength);
  const weightsDown = places.take(down.weights.byteLength);
  const stride = 16 * Math.ceil(lineOut / 4) + 16;
  const ring = places.take(down.reach * stride);
  const row = places.take(lineOut * size + 64);
  const kernels = kernelsFor(places.end);
  if (kernels === undefined) return false;
  const { run, integers, doubles } = kernels;
  integers.set(across.starts, starts / 4);
  integers.set(across.counts, counts / 4);
  doubles.set(across.weights, weights / 8);
  doubles.set(down.weights, weightsDown / 8);
  const bytes = isByteData(input.data);
  const memory = bytes ? kernels.bytes : kernels.floats;
  let ready = 0;
  for (let y = 0; y < height; y++) {
    const start = down.starts[y];
    const end = start + down.counts[y];
    for (ready = Math.max(ready, start); ready < end; ready++) {
      memory.set(input.data.subarray(ready * lineIn, (ready + 1) * lineIn), samples / size);
      run.floatRow(samples, bytes, lineIn, floats);
      if (channels === 4) run.premultiply(floats, input.width);
      const to = ring + (ready % down.reach) * stride;
      run.resizeRow(floats, channels, starts, counts, weights, across.reach, width, to);
    }
    const at = weightsDown + 8 * y * down.reach;
    run.resizeColumn(ring, stride, down.reach, start, down.counts[y], at, lineOut, channels === 4, bytes, row);
    result.data.set(memory.subarray(row / size, row / size + lineOut), y * lineOut);
  }
  return true;
}
