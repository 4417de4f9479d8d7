// The bilateral filter of one row (see bilateral.ts of the TypeScript form, which is the reference): four pixels at a time in
// single precision, but for the few distances that lie so near to the border of two entries of the table that it would tell them apart
// otherwise.

/** What a distance in single precision may be off by, as a part of itself. */
const error: f32 = 1e-6;

/** Whether any of four distances lies as near to a border of entries as its error is large. */
function unsure(distance: v128): bool {
  const gap = f32x4.abs(f32x4.sub(distance, f32x4.nearest(distance)));
  const near = f32x4.le(gap, f32x4.mul(distance, f32x4.splat(error)));
  // Below the first border there is nothing to fall to.
  return v128.any_true(v128.and(near, f32x4.gt(distance, f32x4.splat(0.5))));
}

/** The entries for four pixels in double precision. */
function entriesOf(at: usize, from: usize, plane: usize, colours: i32, scale: f64, last: f64): v128 {
  let entries = i32x4.splat(0);
  for (let lane = 0; lane < 4; lane++, at += 4, from += 4) {
    const r = <f64>load<f32>(at) - <f64>load<f32>(from);
    let squared = r * r;
    if (colours === 3) {
      const g = <f64>load<f32>(at + plane) - <f64>load<f32>(from + plane);
      const b = <f64>load<f32>(at + 2 * plane) - <f64>load<f32>(from + 2 * plane);
      squared += g * g + b * b;
    }
    const entry = <i32>min(Math.sqrt(squared) * scale, last);
    // A lane must be a constant: the others move up, and the first comes last.
    entries = v128.shuffle<i32>(i32x4.replace_lane(entries, 0, entry), entries, 1, 2, 3, 0);
  }
  return entries;
}

function weightsOf(likeness: usize, entries: v128): v128 {
  const places = i32x4.shl(entries, 2);
  let weights = v128.load32_zero(likeness + <usize>i32x4.extract_lane(places, 0));
  weights = v128.load32_lane(likeness + <usize>i32x4.extract_lane(places, 1), weights, 1);
  weights = v128.load32_lane(likeness + <usize>i32x4.extract_lane(places, 2), weights, 2);
  return v128.load32_lane(likeness + <usize>i32x4.extract_lane(places, 3), weights, 3);
}

/**
 * @param from the pixel's own place in the first padded plane, whose rows are `pitch` and whose planes are `plane` bytes apart
 * @param size side of the window
 * @param spatial `size²` floats
 * @param likeness floats, of which the last one is number `last`
 * @param to plane rows, `toPlane` bytes apart
 */
export function bilateralRow(
  from: usize,
  pitch: usize,
  plane: usize,
  colours: i32,
  width: i32,
  size: i32,
  spatial: usize,
  likeness: usize,
  last: f64,
  scale: f64,
  to: usize,
  toPlane: usize,
): void {
  const margin = <usize>((size - 1) >> 1);
  const scales = f32x4.splat(<f32>scale);
  const lasts = f32x4.splat(<f32>last);
  const zero = f32x4.splat(0);
  const colour = colours === 3;
  for (let x = 0; x < width; x += 4, from += 16, to += 16) {
    const r = v128.load(from);
    const g = colour ? v128.load(from + plane) : zero;
    const b = colour ? v128.load(from + 2 * plane) : zero;
    let total = zero;
    let red = zero;
    let green = zero;
    let blue = zero;
    let weight = spatial;
    let row = from - margin * pitch - (margin << 2);
    for (let i = 0; i < size; i++, row += pitch) {
      // Sums of rows first: fewer terms in each.
      let rowTotal = zero;
      let rowRed = zero;
      let rowGreen = zero;
      let rowBlue = zero;
      for (let at = row, end = row + <usize>(size << 2); at < end; at += 4, weight += 4) {
        const dr = f32x4.sub(v128.load(at), r);
        let squared = f32x4.mul(dr, dr);
        let dg = zero;
        let db = zero;
        if (colour) {
          dg = f32x4.sub(v128.load(at + plane), g);
          db = f32x4.sub(v128.load(at + 2 * plane), b);
          squared = f32x4.add(squared, f32x4.add(f32x4.mul(dg, dg), f32x4.mul(db, db)));
        }
        const distance = f32x4.pmin(lasts, f32x4.mul(f32x4.sqrt(squared), scales));
        const entries = unsure(distance)
          ? entriesOf(at, from, plane, colours, scale, last)
          : i32x4.trunc_sat_f32x4_s(distance);
        const weights = f32x4.mul(v128.load32_splat(weight), weightsOf(likeness, entries));
        rowTotal = f32x4.add(rowTotal, weights);
        rowRed = f32x4.add(rowRed, f32x4.mul(weights, dr));
        if (!colour) continue;
        rowGreen = f32x4.add(rowGreen, f32x4.mul(weights, dg));
        rowBlue = f32x4.add(rowBlue, f32x4.mul(weights, db));
      }
      total = f32x4.add(total, rowTotal);
      red = f32x4.add(red, rowRed);
      green = f32x4.add(green, rowGreen);
      blue = f32x4.add(blue, rowBlue);
    }
    v128.store(to, f32x4.add(r, f32x4.div(red, total)));
    if (!colour) continue;
    v128.store(to + toPlane, f32x4.add(g, f32x4.div(green, total)));
    v128.store(to + 2 * toPlane, f32x4.add(b, f32x4.div(blue, total)));
  }
}
