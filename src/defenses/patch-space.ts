import type { PatchDatabase } from './patches.js';

/** Directions that points are told by; more of them rule out more patches, and cost more to compare. */
const maxDirections = 12;
/** Patches from which the directions of greatest variance are told. */
const sampleCount = 4096;

/**
 * Above the error of a distance between points whose coordinates are kept in single precision: these stay below
 * 255 * 64 * √3 = 28,266, where each of the 13 is off by 0.001 at most.
 */
export const slack = 0.005;

/**
 * Orthonormal directions in the space of patches: cosines across, cosines down and three colour axes, as in the discrete
 * cosine transform. A few of them hold nearly all that patches of photos differ in.
 */
function directions(size: number): Float64Array[] {
  const cosine = (k: number, n: number) =>
    Math.sqrt((k === 0 ? 1 : 2) / size) * Math.cos((Math.PI * (2 * n + 1) * k) / (2 * size));
  const colours = [
    [1, 1, 1].map((v) => v / Math.sqrt(3)),
    [1, 0, -1].map((v) => v / Math.sqrt(2)),
    [1, -2, 1].map((v) => v / Math.sqrt(6)),
  ];
  const result: Float64Array[] = [];
  // Higher frequencies are never among the leading ones of photos; without them large patches cost less.
  const frequencies = Math.min(size, 6);
  for (let v = 0; v < frequencies; v++) {
    for (let h = 0; h < frequencies; h++) {
      for (const colour of colours) {
        const direction = new Float64Array(size * size * 3);
        for (let i = 0; i < direction.length; i++) {
          const pixel = Math.floor(i / 3);
          direction[i] = cosine(v, Math.floor(pixel / size)) * cosine(h, pixel % size) * colour[i % 3];
        }
        result.push(direction);
      }
    }
  }
  return result;
}

function project(data: Uint8Array, offset: number, direction: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < direction.length; i++) sum += direction[i] * data[offset + i];
  return sum;
}

/** The few directions along which a sample of the patches varies most. */
function leadingDirections({ patchSize, count, data }: PatchDatabase): Float64Array[] {
  const length = patchSize * patchSize * 3;
  const step = Math.max(1, Math.floor(count / sampleCount));
  const ranked = directions(patchSize).map((direction) => {
    let [n, sum, squares] = [0, 0, 0];
    for (let k = 0; k < count; k += step, n++) {
      const value = project(data, k * length, direction);
      sum += value;
      squares += value * value;
    }
    return { direction, variance: squares / n - (sum / n) ** 2 };
  });
  ranked.sort((a, b) => b.variance - a.variance);
  return ranked.slice(0, maxDirections).map(({ direction }) => direction);
}

/**
 * Patches as points of few dimensions, none of which lie farther apart than the patches do (but for {@link slack}): the
 * coordinates along the leading directions, and the length of all that is left beside them.
 */
export class PatchSpace {
  /** Coordinates of a point. */
  readonly axes: number;
  readonly #directions: Float64Array[];

  constructor(patches: PatchDatabase) {
    this.#directions = leadingDirections(patches);
    this.axes = this.#directions.length + 1;
  }

  /** Writes the coordinates of the patch at `data[offset…]` to `point[at…]`. */
  place(data: Uint8Array, offset: number, point: Float32Array | Float64Array, at: number): void {
    const count = this.#directions.length;
    let rest = 0;
    for (let i = 0; i < this.#directions[0].length; i++) rest += data[offset + i] ** 2;
    for (let axis = 0; axis < count; axis++) {
      const value = project(data, offset, this.#directions[axis]);
      point[at + axis] = value;
      rest -= value * value;
    }
    point[at + count] = Math.sqrt(Math.max(rest, 0));
  }
}
