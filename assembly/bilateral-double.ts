// The bilateral filter of one row for tables that single precision is too coarse for: two pixels at a time in double precision and in
// the order of the TypeScript form, so that every sum is the same.

/** The low two floats of a vector as doubles. */
function two(from: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(from));
}

/** The whole part of numbers from 0 up to 2^31, as an integer in the low half of each lane. */
function whole(value: v128): v128 {
  return f64x2.add(f64x2.floor(value), f64x2.splat(4503599627370496));
}

/** The entries of the table of likeness for two colour distances. */
function likenessOf(squared: v128, scale: v128, last: v128, likeness: usize): v128 {
  const bin = whole(f64x2.pmin(last, f64x2.mul(f64x2.sqrt(squared), scale)));
  const first = v128.load64_zero(likeness + ((<usize>i32x4.extract_lane(bin, 0)) << 3));
  return v128.load64_lane(likeness + ((<usize>i32x4.extract_lane(bin, 2)) << 3), first, 1);
}

function store2(to: usize, value: v128): void {
  v128.store64_lane(to, f32x4.demote_f64x2_zero(value), 0);
}

/**
 * @param from the pixel's own place in the first padded plane, whose rows are `pitch` and whose planes are `plane` bytes apart
 * @param size side of the window
 * @param spatial `size²` doubles
 * @param likeness doubles, of which the last one is number `last`
 * @param to plane rows, `toPitch` bytes apart
 */
export function bilateralRowDouble(
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
  toPitch: usize,
): void {
  const margin = <usize>((size - 1) >> 1);
  const scales = f64x2.splat(scale);
  const lasts = f64x2.splat(last);
  const zero = f64x2.splat(0);
  const colour = colours === 3;
  for (let x = 0; x < width; x += 2, from += 8, to += 8) {
    const r = two(from);
    const g = colour ? two(from + plane) : zero;
    const b = colour ? two(from + 2 * plane) : zero;
    let total = zero;
    let red = zero;
    let green = zero;
    let blue = zero;
    let weights = spatial;
    let row = from - margin * pitch - (margin << 2);
    for (let i = 0; i < size; i++, row += pitch) {
      for (let at = row, end = row + <usize>(size << 2); at < end; at += 4, weights += 8) {
        const dr = f64x2.sub(two(at), r);
        let squared = f64x2.mul(dr, dr);
        if (colour) {
          const dg = f64x2.sub(two(at + plane), g);
          const db = f64x2.sub(two(at + 2 * plane), b);
          squared = f64x2.add(squared, f64x2.add(f64x2.mul(dg, dg), f64x2.mul(db, db)));
          const weight = f64x2.mul(v128.load64_splat(weights), likenessOf(squared, scales, lasts, likeness));
          total = f64x2.add(total, weight);
          red = f64x2.add(red, f64x2.mul(weight, dr));
          green = f64x2.add(green, f64x2.mul(weight, dg));
          blue = f64x2.add(blue, f64x2.mul(weight, db));
        } else {
          const weight = f64x2.mul(v128.load64_splat(weights), likenessOf(squared, scales, lasts, likeness));
          total = f64x2.add(total, weight);
          red = f64x2.add(red, f64x2.mul(weight, dr));
        }
      }
    }
    // All weights can underflow to 0: the pixel then stays.
    const inverse = v128.and(f64x2.div(f64x2.splat(1), total), f64x2.gt(total, zero));
    store2(to, f64x2.add(r, f64x2.mul(red, inverse)));
    if (!colour) continue;
    store2(to + toPitch, f64x2.add(g, f64x2.mul(green, inverse)));
    store2(to + 2 * toPitch, f64x2.add(b, f64x2.mul(blue, inverse)));
  }
}
