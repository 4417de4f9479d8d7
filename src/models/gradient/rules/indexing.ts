import type { Backward, Rule } from '../backward.js';
import { padAxes, scatterAlong } from './along-axis.js';

/** Numbers of an input, one for each axis, that the gradient's form depends on. */
function numbers(b: Backward, place: number, fallback: readonly number[]): number[] {
  if (!b.hasInput(place)) return [...fallback];
  const known = b.known(b.input(place));
  if (known === undefined) throw b.error(`has an input ${place} that is computed: export it with a constant one`);
  return known.data;
}

/** The places that a slice of an axis picks, as NumPy and ONNX clamp them. */
function picked(size: number, start: number, end: number, step: number): number[] {
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const clamp = (place: number) => Math.min(Math.max(place < 0 ? place + size : place, low), high);
  const places: number[] = [];
  for (let i = clamp(start), stop = clamp(end); step > 0 ? i < stop : i > stop; i += step) places.push(i);
  return places;
}

/** Slices of the batch that leave it whole. */
function isWhole(start: number, end: number, step: number): boolean {
  return step === 1 && start === 0 && end >= 2 ** 31 - 1;
}

const slice: Rule = (b, [gradient]) => {
  const { shape } = b.input(0);
  const starts = numbers(b, 1, []);
  const ends = numbers(b, 2, []);
  const axes = numbers(
    b,
    3,
    starts.map((_, i) => i),
  );
  const steps = numbers(
    b,
    4,
    starts.map(() => 1),
  );
  let result = gradient!;
  for (const [i, given] of axes.entries()) {
    const axis = (given + shape.length) % shape.length;
    const size = shape[axis];
    if (size === undefined) {
      if (isWhole(starts[i], ends[i], steps[i])) continue;
      throw b.error('takes a part of the batch: export the model so that pictures do not depend on each other');
    }
    const places = picked(size, starts[i], ends[i], steps[i]);
    if (places.length < size || steps[i] !== 1) result = scatterAlong(b, result, shape.length, axis, places, size);
  }
  return [result];
};

/** The place that a padded axis takes its value from, by mode; negative for a place that takes none. */
function source(mode: string, place: number, size: number): number {
  if (place >= 0 && place < size) return place;
  if (mode === 'constant') return -1;
  if (mode === 'edge') return place < 0 ? 0 : size - 1;
  if (mode === 'wrap') return ((place % size) + size) % size;
  // Mirrored at the first and last value, which are not repeated.
  const period = Math.max(1, 2 * (size - 1));
  const turn = ((place % period) + period) % period;
  return turn < size ? turn : period - turn;
}

/** Not -0, which is no integer. */
const negated = (counts: readonly number[]) => counts.map((count) => 0 - count);

const pad: Rule = (b, [gradient]) => {
  const { shape } = b.input(0);
  const rank = shape.length;
  const pads = numbers(b, 1, []);
  const all = shape.map((_, axis) => axis);
  const axes = numbers(b, 3, all).map((axis) => (axis + rank) % rank);
  const ends = (half: number) => all.map((axis) => (axes.includes(axis) ? pads[axes.indexOf(axis) + half] : 0));
  const [before, after] = [ends(0), ends(axes.length)];
  const mode = b.string('mode', 'constant');
  if (mode === 'constant') return [padAxes(b, gradient!, negated(before), negated(after))];
  let result = gradient!;
  for (const axis of all) {
    if (before[axis] === 0 && after[axis] === 0) continue;
    const size = shape[axis];
    if (size === undefined) throw b.error('pads the batch: export the model without that');
    const from = Array.from({ length: size + before[axis] + after[axis] }, (_, i) =>
      source(mode, i - before[axis], size),
    );
    result = scatterAlong(b, result, rank, axis, from, size);
  }
  return [result];
};

/** The gradient of a Gather at places that are only known when the graph runs. */
function scatterComputed(b: Backward, gradient: string, axis: number): string {
  const [x, indices] = [b.input(0), b.input(1)];
  const before = x.shape.slice(0, axis);
  const behind = x.shape.slice(axis + 1);
  const count = indices.shape.includes(undefined)
    ? undefined
    : (indices.shape as number[]).reduce((product, size) => product * size, 1);
  const sizes = [...before, count, ...behind];
  if (sizes.filter((size) => size === undefined).length > 1) {
    throw b.error('picks a number of places that changes with the batch: export it with constant indices');
  }
  const flat = b.emit('Reshape', [gradient, b.int64(sizes.map((size) => size ?? -1))]);
  const line = b.int64(sizes.map((_, i) => (i === axis ? -1 : 1)));
  const places = b.emit('Expand', [b.emit('Reshape', [indices.name, line]), b.emit('Shape', [flat])]);
  const zeros = b.emit('Expand', [b.floats([0], []), b.shape(x)]);
  return b.emit('ScatterElements', [zeros, places, flat], { axis: { int: axis }, reduction: { string: 'add' } });
}

const gather: Rule = (b, [gradient]) => {
  if (!b.needs(0)) return [];
  const [x, indices] = [b.input(0), b.input(1)];
  const rank = x.shape.length;
  const axis = (b.int('axis', 0) + rank) % rank;
  const size = x.shape[axis];
  const known = b.known(indices);
  const counts = new Map<number, number>();
  for (const place of known?.data ?? []) counts.set(place, (counts.get(place) ?? 0) + 1);
  // Each repetition of the most repeated place is one more pass over the tensor.
  const repetitions = Math.max(0, ...counts.values());
  const others = x.shape.filter((_, i) => i !== axis);
  if (
    known === undefined ||
    size === undefined ||
    repetitions > 8 ||
    others.filter((n) => n === undefined).length > 1
  ) {
    return [scatterComputed(b, gradient!, axis)];
  }
  const places = known.data.map((place) => (place < 0 ? place + size : place));
  const line = x.shape.map((other, i) => (i === axis ? places.length : (other ?? -1)));
  const flat = known.dims.length === 1 ? gradient! : b.emit('Reshape', [gradient!, b.int64(line)]);
  return [scatterAlong(b, flat, rank, axis, places, size)];
};

/** The rules of operators that pick values by their place. */
export const indexing: Readonly<Record<string, Rule>> = { Gather: gather, Pad: pad, Slice: slice };
