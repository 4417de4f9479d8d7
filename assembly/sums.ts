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
