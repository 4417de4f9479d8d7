// One sweep of Chambolle's projection over a plane (see total-variation.ts of the TypeScript form, which is the reference).
//
// All planes have rows of `pitch` bytes with 16 bytes before them, which are 0: what lies left of the first pixel.

import { sumOf } from './sums';

/** Vectors whose sum is taken in single precision before it is added up in double. */
const run: i32 = 16;

/** Which of the four places from x on are in a row of `width`. */
function inside(x: i32, width: i32): v128 {
  return i32x4.lt_s(i32x4.add(i32x4.splat(x), i32x4(0, 1, 2, 3)), i32x4.splat(width));
}

/** `denoised` = `plane` + div p for one row; the sum of (div p)². `above` is the row of `down` above, or `zeros`. */
function divergeRow(plane: usize, width: i32, above: usize, down: usize, right: usize, denoised: usize): f64 {
  let sum: f64 = 0;
  for (let x = 0; x < width;) {
    const stop = min(x + 4 * run, width);
    let squares = f32x4.splat(0);
    for (; x < stop; x += 4) {
      const at = <usize>(x << 2);
      const along = f32x4.sub(v128.load(right + at - 4), v128.load(right + at));
      const d = f32x4.add(f32x4.sub(v128.load(above + at), v128.load(down + at)), along);
      v128.store(denoised + at, f32x4.add(v128.load(plane + at), d));
      const square = f32x4.mul(d, d);
      squares = f32x4.add(squares, x + 4 > width ? v128.and(square, inside(x, width)) : square);
    }
    sum += sumOf(squares);
  }
  // No gradient leads out of the picture.
  const last = load<f32>(denoised + <usize>((width - 1) << 2));
  for (let x = width; x <= ((width + 3) & ~3); x++) store<f32>(denoised + <usize>(x << 2), last);
  return sum;
}

/** p moved against the gradient of `denoised` and projected, for one row; the sum of |∇ denoised|. */
function moveRow(denoised: usize, below: usize, width: i32, ratio: f32, down: usize, right: usize): f64 {
  const tau = f32x4.splat(0.25);
  const one = f32x4.splat(1);
  const ratios = f32x4.splat(ratio);
  let sum: f64 = 0;
  for (let x = 0; x < width;) {
    const stop = min(x + 4 * run, width);
    let norms = f32x4.splat(0);
    for (; x < stop; x += 4) {
      const at = <usize>(x << 2);
      const value = v128.load(denoised + at);
      const gradientDown = f32x4.sub(v128.load(below + at), value);
      const gradientRight = f32x4.sub(v128.load(denoised + at, 4), value);
      const norm = f32x4.sqrt(
        f32x4.add(f32x4.mul(gradientDown, gradientDown), f32x4.mul(gradientRight, gradientRight)),
      );
      norms = f32x4.add(norms, x + 4 > width ? v128.and(norm, inside(x, width)) : norm);
      const shrink = f32x4.div(one, f32x4.add(one, f32x4.mul(ratios, norm)));
      const movedDown = f32x4.sub(v128.load(down + at), f32x4.mul(tau, gradientDown));
      const movedRight = f32x4.sub(v128.load(right + at), f32x4.mul(tau, gradientRight));
      v128.store(down + at, f32x4.mul(movedDown, shrink));
      v128.store(right + at, f32x4.mul(movedRight, shrink));
    }
    sum += sumOf(norms);
  }
  return sum;
}

/**
 * One iteration: `denoised` = `plane` + div p, then p, which is (`down`, `right`), moved and projected. A row of p may move
 * once the row of `denoised` below it is known.
 * @param zeros a row of zeros
 * @returns the energy Σ (div p)² + lambda Σ |∇ denoised|
 */
export function totalVariationSweep(
  plane: usize,
  width: i32,
  height: i32,
  pitch: usize,
  lambda: f32,
  down: usize,
  right: usize,
  denoised: usize,
  zeros: usize,
): f64 {
  const ratio: f32 = <f32>0.25 / lambda;
  let fidelity = divergeRow(plane, width, zeros, down, right, denoised);
  let variation: f64 = 0;
  for (let y = 0; y < height; y++) {
    const at = <usize>y * pitch;
    const below = at + pitch;
    const last = y === height - 1;
    if (!last) {
      fidelity += divergeRow(plane + below, width, down + at, down + below, right + below, denoised + below);
    }
    variation += moveRow(denoised + at, denoised + (last ? at : below), width, ratio, down + at, right + at);
  }
  return fidelity + <f64>lambda * variation;
}
