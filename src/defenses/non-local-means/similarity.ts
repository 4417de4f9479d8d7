/** The colour of a picture with `margin` pixels around it. */
export interface PaddedColour {
  readonly data: Float32Array;
  /** Pixels in a row, the margin included. */
  readonly width: number;
  /** Samples of a pixel: 1 or 3. */
  readonly colours: number;
  readonly margin: number;
}

export interface PatchOptions {
  /** Pixels in a row of the picture. */
  readonly width: number;
  readonly patchSize: number;
  readonly patchDistance: number;
  /** In units of the samples. */
  readonly h: number;
  /** What the squared difference of two pixels has from noise alone. */
  readonly noise: number;
}

/**
 * How like the patches around p = (x, y) and p + (dx, dy) are, for one dy at a time and all dx from `firstDx` to
 * patchDistance.
 */
export interface PatchWeights {
  /** Begins a dy; `top` is the first y. */
  start(dy: number, firstDx: number, top: number): void;
  /**
   * The weights for the next y, those of (x, dx) at `weightIndex(patches, x, dx)`, for all x that are in the picture or
   * for which x + dx is. The same array every time. (Weights have 21 bits: float32 holds them exactly.)
   */
  next(): Float32Array;
}

/** Weights in a row of those that belong to one dx. */
export function weightStride(patches: PatchOptions): number {
  return patches.width + 2 * patches.patchDistance;
}

export function weightIndex(patches: PatchOptions, x: number, dx: number): number {
  return (dx + patches.patchDistance) * weightStride(patches) + x + patches.patchDistance;
}

/** Patches further apart weigh nothing: exp(-5) is less than 1 %. */
export const cutoff = 5;

// The exponential as scikit-image approximates it (N. Schraudolph, "A Fast, Compact Approximation of the Exponential
// Function", Neural Computation 11, 1999): the upper half of a double, an integer, is linear in the logarithm.
export const slope = 1048576 / Math.LN2;
const upperOfOne = 1023 * 1048576 - 60801;
const powers = Float64Array.from({ length: 1024 }, (_, exponent) => 2 ** (exponent - 1023 - 20));

/** exp(-x), given x × `slope` truncated: the double whose upper half is that much less than that of 1. */
export function expOfMinus(steps: number): number {
  const upper = upperOfOne - steps;
  return powers[upper >> 20] * ((upper & 0xfffff) | 0x100000);
}

/** Into `line`: squared differences of the pixels from (x, y) on and those at (dx, dy) from them, over all channels. */
export function differ(
  padded: PaddedColour,
  x: number,
  y: number,
  dx: number,
  dy: number,
  noise: number,
  line: Float64Array,
) {
  const { data, width, colours, margin } = padded;
  const at = ((y + margin) * width + x + margin) * colours;
  const from = at + (dy * width + dx) * colours;
  const here = data.subarray(at, at + line.length * colours);
  const there = data.subarray(from, from + line.length * colours);
  if (colours === 1) {
    for (let i = 0; i < line.length; i++) {
      const d = here[i] - there[i];
      line[i] = d * d - noise;
    }
    return;
  }
  for (let i = 0, j = 0; i < line.length; i++, j += 3) {
    const r = here[j] - there[j];
    const g = here[j + 1] - there[j + 1];
    const b = here[j + 2] - there[j + 2];
    line[i] = r * r + g * g + b * b - noise;
  }
}
