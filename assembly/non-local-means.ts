// Non-local means with patches whose pixels count the same (see non-local-means.ts and box-weights.ts of the TypeScript form,
// which is the reference). Distances are in double precision, as a weight is cut off at one of them; weights and their sums
// are in single precision.
import { windows } from './windows';

/** Patches further apart weigh nothing: exp(-5) is less than 1 %. */
const cutoff: f64 = 5;
/** What the upper half of a double falls by where its logarithm falls by 1, and that half of the number 1, as scikit-image has it. */
const slope: f64 = 1512775.3951951857;
const upperOfOne: i32 = 1023 * 1048576 - 60801;

/** Squared differences of `count` pixels at `here` and `there`, over all channels; the planes are of doubles. */
function differ(here: usize, there: usize, plane: usize, colours: i32, noise: f64, count: i32, to: usize): void {
  const less = f64x2.splat(noise);
  for (const end = to + <usize>(count << 3); to < end; to += 16, here += 16, there += 16) {
    const r = f64x2.sub(v128.load(here), v128.load(there));
    let squared = f64x2.mul(r, r);
    if (colours === 3) {
      const g = f64x2.sub(v128.load(here + plane), v128.load(there + plane));
      const b = f64x2.sub(v128.load(here + 2 * plane), v128.load(there + 2 * plane));
      squared = f64x2.add(f64x2.add(squared, f64x2.mul(g, g)), f64x2.mul(b, b));
    }
    v128.store(to, f64x2.sub(squared, less));
  }
}

/** Moves the sums of columns down by one row: the newest comes in, and takes the place of the oldest. */
function slide(newest: usize, oldest: usize, columns: usize, count: i32): void {
  for (const end = newest + <usize>(count << 3); newest < end; newest += 16, oldest += 16, columns += 16) {
    const line = v128.load(newest);
    v128.store(columns, f64x2.add(v128.load(columns), f64x2.sub(line, v128.load(oldest))));
    v128.store(oldest, line);
  }
}

/** The whole part of two numbers from 0 up to 2^31, as an integer in the low half of each lane. */
function whole(value: v128): v128 {
  return f64x2.add(f64x2.floor(f64x2.pmax(f64x2.splat(0), value)), f64x2.splat(4503599627370496));
}

/** Weights from distances: 21 bits of exp(-distance), put together from the bits that scikit-image's approximation has. */
function weigh(sums: usize, steps: f64, count: i32, to: usize): void {
  const scale = f64x2.splat(steps);
  const most = f64x2.splat(cutoff * slope);
  // The exponent of a float begins at 127 and not at 1023, and its fraction has three bits more than 20.
  const one = i32x4.splat(upperOfOne - (1023 - 127) * 1048576);
  for (const end = to + <usize>(count << 2); to < end; to += 16, sums += 32) {
    const first = f64x2.mul(v128.load(sums), scale);
    const second = f64x2.mul(v128.load(sums, 16), scale);
    const fallen = v128.shuffle<i32>(whole(f64x2.pmin(most, first)), whole(f64x2.pmin(most, second)), 0, 2, 4, 6);
    const far = v128.shuffle<i32>(f64x2.gt(first, most), f64x2.gt(second, most), 0, 2, 4, 6);
    v128.store(to, v128.andnot(i32x4.shl(i32x4.sub(one, fallen), 3), far));
  }
}

function addTo(sum: usize, value: v128): void {
  v128.store(sum, f32x4.add(v128.load(sum), value));
}

/**
 * Adds to `width` pixels of `sums` how the samples of `terms` shifts differ from those of the pixels, times their weights:
 * exactly nothing where all are alike. The planes of `sums` are the weights' own and one for each colour.
 * @param own the pixels, and `from` the samples of the first shift
 * @param stride bytes from the weights of a shift to those of the next
 * @param step bytes from the samples of a shift to those of the next
 */
function gather(
  sums: usize,
  sumPlane: usize,
  own: usize,
  from: usize,
  plane: usize,
  colours: i32,
  width: i32,
  terms: i32,
  weights: usize,
  stride: isize,
  step: isize,
): void {
  for (let x = 0; x < width; x += 4, sums += 16, own += 16, from += 16, weights += 16) {
    let total = f32x4.splat(0);
    let r = total;
    const ownR = v128.load(own);
    let at = from;
    let w = weights;
    if (colours === 3) {
      let g = total;
      let b = total;
      const ownG = v128.load(own + plane);
      const ownB = v128.load(own + 2 * plane);
      for (let k = 0; k < terms; k++, w += stride, at += step) {
        const weight = v128.load(w);
        total = f32x4.add(total, weight);
        r = f32x4.add(r, f32x4.mul(weight, f32x4.sub(v128.load(at), ownR)));
        g = f32x4.add(g, f32x4.mul(weight, f32x4.sub(v128.load(at + plane), ownG)));
        b = f32x4.add(b, f32x4.mul(weight, f32x4.sub(v128.load(at + 2 * plane), ownB)));
      }
      addTo(sums + 2 * sumPlane, g);
      addTo(sums + 3 * sumPlane, b);
    } else {
      for (let k = 0; k < terms; k++, w += stride, at += step) {
        const weight = v128.load(w);
        total = f32x4.add(total, weight);
        r = f32x4.add(r, f32x4.mul(weight, f32x4.sub(v128.load(at), ownR)));
      }
    }
    addTo(sums, total);
    addTo(sums + sumPlane, r);
  }
}

/** Puts means in place of the sums of a row's colours: its own samples and what is added to them. */
export function meanRow(sums: usize, sumPlane: usize, own: usize, plane: usize, colours: i32, width: i32): void {
  for (let x = 0; x < width; x += 4, sums += 16, own += 16) {
    const inverse = f32x4.div(f32x4.splat(1), v128.load(sums));
    for (let c: usize = 0; c < <usize>colours; c++) {
      const at = sums + (c + 1) * sumPlane;
      v128.store(at, f32x4.add(v128.load(own + c * plane), f32x4.mul(v128.load(at), inverse)));
    }
  }
}

/**
 * All shifts of (dx, dy) with dy = `dy`, for a whole picture: the patch at p is as like that at p + (dx, dy) as the other way
 * round, so half of the shifts do.
 * @param padded planes of floats with a margin of patchDistance and half a patch; rows `pitch`, planes `plane` bytes apart
 * @param doubles the same as doubles: twice as many bytes
 * @param rows for each dx `patchSize` rows of `rowBytes`: the last differences in turns, and the sums of their columns
 * @param lines four rows of `rowBytes`
 * @param weights for each dx a row of `weightBytes`, the weight of x at x + patchDistance
 * @param sums planes of weights and colours, rows `sumPitch` and planes `sumPlane` bytes apart
 * @param steps what the sum of the squared differences of two patches takes off the upper half of a double
 */
export function nonLocalMeans(
  padded: usize,
  doubles: usize,
  pitch: usize,
  plane: usize,
  colours: i32,
  width: i32,
  height: i32,
  dy: i32,
  patchSize: i32,
  patchDistance: i32,
  steps: f64,
  noise: f64,
  rows: usize,
  rowBytes: usize,
  lines: usize,
  weights: usize,
  weightBytes: usize,
  sums: usize,
  sumPitch: usize,
  sumPlane: usize,
): void {
  const size = patchSize - 1;
  const half = size >> 1;
  const margin = patchDistance + half;
  const firstDx = dy === 0 ? 0 : -patchDistance;
  const terms = patchDistance - firstDx + 1;
  memory.fill(rows, 0, <usize>(2 * patchDistance + 1) * <usize>patchSize * rowBytes);
  let turn = 0;
  // Rows from -dy on have a partner in the picture; before them the sums of columns fill.
  for (let y = -dy - size + 1; y < height; y++) {
    for (let dx = firstDx; dx <= patchDistance; dx++) {
      const left = min(0, -dx);
      const count = width + abs(dx);
      const row = rows + <usize>((dx + patchDistance) * patchSize) * rowBytes;
      const columns = row + <usize>size * rowBytes;
      const here = <isize>(y + half + margin) * <isize>pitch + ((left - half + 1 + margin) << 2);
      const there = here + <isize>dy * <isize>pitch + (dx << 2);
      const from = doubles + <usize>(here << 1);
      differ(from, doubles + <usize>(there << 1), plane << 1, colours, noise, count + size - 1, lines);
      slide(lines, row + <usize>turn * rowBytes, columns, count + size - 1);
      if (y < -dy) continue;
      windows(columns, size, count, lines + rowBytes, lines + 2 * rowBytes);
      const to = weights + <usize>(dx + patchDistance) * weightBytes + <usize>((left + patchDistance) << 2);
      weigh(lines + 2 * rowBytes, steps, count, to);
    }
    turn = turn + 1 === size ? 0 : turn + 1;
    if (y < -dy) continue;
    const middle = padded + <usize>(y + margin) * pitch + <usize>(margin << 2);
    const first = weights + <usize>(firstDx + patchDistance) * weightBytes;
    if (y >= 0) {
      const from = middle + <usize>dy * pitch + <usize>(firstDx << 2);
      const weighed = first + <usize>(patchDistance << 2);
      const to = sums + <usize>y * sumPitch;
      gather(to, sumPlane, middle, from, plane, colours, width, terms, weighed, <isize>weightBytes, 4);
    }
    if (y + dy < height) {
      // The shift (0, 0) has only one direction.
      const skip = dy === 0 ? 1 : 0;
      const dx = firstDx + skip;
      const from = middle - <usize>(dx << 2);
      // The pair of x and x - dx has its weight where p = x - dx.
      const weighed = first + <usize>skip * weightBytes + <usize>((patchDistance - dx) << 2);
      const to = sums + <usize>(y + dy) * sumPitch;
      const own = middle + <usize>dy * pitch;
      gather(to, sumPlane, own, from, plane, colours, width, terms - skip, weighed, <isize>weightBytes - 4, -4);
    }
  }
}
