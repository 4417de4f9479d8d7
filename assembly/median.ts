// Medians of 2 × 2 and 3 × 3 samples of a plane (see median-filter.ts of the TypeScript form, which is the reference).

/** The middle one of three, four times. */
function middle(a: v128, b: v128, c: v128): v128 {
  return f32x4.pmax(f32x4.pmin(a, b), f32x4.pmin(f32x4.pmax(a, b), c));
}

/** Repeats the first and the last sample of a row before and after it. */
function frame(row: usize, width: i32): void {
  store<f32>(row - 4, load<f32>(row));
  const end = row + <usize>(width << 2);
  store<f32>(end, load<f32>(end - 4));
}

/** The third smallest of each sample and those above, to the left, and both. */
function row2(above: usize, here: usize, width: i32, to: usize): void {
  for (let x: usize = 0; x < <usize>(width << 2); x += 16) {
    const a = v128.load(above + x - 4);
    const b = v128.load(here + x - 4);
    const c = v128.load(above + x);
    const d = v128.load(here + x);
    const low = f32x4.pmax(f32x4.pmin(a, b), f32x4.pmin(c, d));
    v128.store(to + x, f32x4.pmax(low, f32x4.pmin(f32x4.pmax(a, b), f32x4.pmax(c, d))));
  }
}

/** The middle one of the greatest low, the middle middle and the least high of three ordered columns. */
function row3(above: usize, here: usize, below: usize, width: i32, to: usize): void {
  for (let x: usize = 0; x < <usize>(width << 2); x += 16) {
    let low = f32x4.splat(-Infinity);
    let high = f32x4.splat(Infinity);
    let m0 = low;
    let m1 = low;
    let m2 = low;
    for (let column: usize = 0; column < 12; column += 4) {
      const a = v128.load(above + x + column - 4);
      const b = v128.load(here + x + column - 4);
      const c = v128.load(below + x + column - 4);
      const small = f32x4.pmin(a, b);
      const large = f32x4.pmax(a, b);
      low = f32x4.pmax(low, f32x4.pmin(small, c));
      high = f32x4.pmin(high, f32x4.pmax(large, c));
      m0 = m1;
      m1 = m2;
      m2 = f32x4.pmax(small, f32x4.pmin(large, c));
    }
    v128.store(to + x, middle(low, middle(m0, m1, m2), high));
  }
}

/**
 * The medians of a plane in windows of 2 or 3. Rows have room for a sample before them and for four after them.
 * @param to another plane of the same shape
 */
export function medianPlane(from: usize, pitch: usize, width: i32, height: i32, size: i32, to: usize): void {
  for (let y = 0; y < height; y++) frame(from + <usize>y * pitch, width);
  for (let y = 0; y < height; y++, to += pitch) {
    const here = from + <usize>y * pitch;
    const above = y > 0 ? here - pitch : here;
    const below = y + 1 < height ? here + pitch : here;
    if (size === 2) row2(above, here, width, to);
    else row3(above, here, below, width, to);
  }
}
