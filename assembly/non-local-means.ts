// Non-local means with patches whose pixels count the same (see non-local-means.ts and box-weights.ts of the TypeScript form,
// which is the reference).
import { weighRow } from './patches';
import { weighRowDouble } from './patches-double';

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
 * @param doubles the same as doubles, twice as many bytes, or 0: weights are computed in single precision
 * @param rows for each dx `patchSize` rows of `rowBytes`, doubles of a row of `padded`: the last differences in turns, and the sums of
 *   their columns
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
      const oldest = row + <usize>turn * rowBytes;
      const to =
        y < -dy ? <usize>0 : weights + <usize>(dx + patchDistance) * weightBytes + <usize>((left + patchDistance) << 2);
      if (doubles !== 0) {
        const from = doubles + <usize>(here << 1);
        const other = doubles + <usize>(there << 1);
        weighRowDouble(
          from,
          other,
          plane << 1,
          colours,
          noise,
          size,
          count,
          steps,
          oldest,
          columns,
          lines,
          rowBytes,
          to,
        );
      } else {
        const from = padded + <usize>here;
        const other = padded + <usize>there;
        weighRow(from, other, pitch, plane, colours, noise, size, count, steps, oldest, columns, lines, rowBytes, to);
      }
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
