/** The sum of four floats, in double precision. */
export function sumOf(four: v128): f64 {
  const doubles = f64x2.add(
    f64x2.promote_low_f32x4(four),
    f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3)),
  );
  return f64x2.extract_lane(doubles, 0) + f64x2.extract_lane(doubles, 1);
}

/** Adds the sum of four floats to a double. */
export function addUp(to: usize, four: v128): void {
  store<f64>(to, load<f64>(to) + sumOf(four));
}

/** Adds the squares of the first `count` floats of a row to a double. */
export function addSquares(row: usize, count: i32, squares: usize): void {
  // Four sums: one would have each addition wait for the last.
  let sum0 = f32x4.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  for (; count >= 16; count -= 16, row += 64) {
    const value0 = v128.load(row);
    const value1 = v128.load(row, 16);
    const value2 = v128.load(row, 32);
    const value3 = v128.load(row, 48);
    sum0 = f32x4.add(sum0, f32x4.mul(value0, value0));
    sum1 = f32x4.add(sum1, f32x4.mul(value1, value1));
    sum2 = f32x4.add(sum2, f32x4.mul(value2, value2));
    sum3 = f32x4.add(sum3, f32x4.mul(value3, value3));
  }
  for (; count > 0; count -= 4, row += 16) {
    const value = v128.and(v128.load(row), i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count)));
    sum0 = f32x4.add(sum0, f32x4.mul(value, value));
  }
  addUp(squares, f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
}
