// One level of the wavelet transform for any filters, backward; analyse.ts says how bands lie in memory.

/** Columns of two bands put together: two rows, the second one where it is wanted. */
function joinColumns(from: usize, plane: usize, band: usize, taps: usize, half: i32, to: usize, next: usize): void {
  for (let x: usize = 0; x < band; x += 32) {
    let even0 = f32x4.splat(0);
    let even1 = even0;
    let odd0 = even0;
    let odd1 = even0;
    let at = from + x;
    let tap = taps;
    for (let j = 0; j < half; j++, at += band, tap += 16) {
      const lowEven = v128.load_splat<f32>(tap);
      const lowOdd = v128.load_splat<f32>(tap, 4);
      const highEven = v128.load_splat<f32>(tap, 8);
      const highOdd = v128.load_splat<f32>(tap, 12);
      const l0 = v128.load(at);
      const h0 = v128.load(at + plane);
      even0 = f32x4.add(even0, f32x4.add(f32x4.mul(lowEven, l0), f32x4.mul(highEven, h0)));
      odd0 = f32x4.add(odd0, f32x4.add(f32x4.mul(lowOdd, l0), f32x4.mul(highOdd, h0)));
      const l1 = v128.load(at, 16);
      const h1 = v128.load(at + plane, 16);
      even1 = f32x4.add(even1, f32x4.add(f32x4.mul(lowEven, l1), f32x4.mul(highEven, h1)));
      odd1 = f32x4.add(odd1, f32x4.add(f32x4.mul(lowOdd, l1), f32x4.mul(highOdd, h1)));
    }
    v128.store(to + x, even0);
    v128.store(to + x, even1, 16);
    if (next === 0) continue;
    v128.store(next + x, odd0);
    v128.store(next + x, odd1, 16);
  }
}

/** A row of `width` samples put together from its two bands; up to 15 floats more are written. */
function joinRow(low: usize, band: usize, taps: usize, half: i32, width: i32, to: usize): void {
  for (const end = to + <usize>(width << 2); to < end; to += 64, low += 32) {
    let even0 = f32x4.splat(0);
    let even1 = even0;
    let odd0 = even0;
    let odd1 = even0;
    let at = low;
    let tap = taps;
    for (let j = 0; j < half; j++, at += 4, tap += 16) {
      const lowEven = v128.load_splat<f32>(tap);
      const lowOdd = v128.load_splat<f32>(tap, 4);
      const highEven = v128.load_splat<f32>(tap, 8);
      const highOdd = v128.load_splat<f32>(tap, 12);
      const l0 = v128.load(at);
      const h0 = v128.load(at + band);
      even0 = f32x4.add(even0, f32x4.add(f32x4.mul(lowEven, l0), f32x4.mul(highEven, h0)));
      odd0 = f32x4.add(odd0, f32x4.add(f32x4.mul(lowOdd, l0), f32x4.mul(highOdd, h0)));
      const l1 = v128.load(at, 16);
      const h1 = v128.load(at + band, 16);
      even1 = f32x4.add(even1, f32x4.add(f32x4.mul(lowEven, l1), f32x4.mul(highEven, h1)));
      odd1 = f32x4.add(odd1, f32x4.add(f32x4.mul(lowOdd, l1), f32x4.mul(highOdd, h1)));
    }
    v128.store(to, v128.shuffle<f32>(even0, odd0, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<f32>(even0, odd0, 2, 6, 3, 7), 16);
    v128.store(to, v128.shuffle<f32>(even1, odd1, 0, 4, 1, 5), 32);
    v128.store(to, v128.shuffle<f32>(even1, odd1, 2, 6, 3, 7), 48);
  }
}

/**
 * Puts a plane of `width × height` together from the four planes of a level.
 * @param taps for each two taps four floats: those that even and odd samples meet, of the low pass and of the high pass
 * @param half pairs of taps
 * @param spare room for `height` rows of two bands, and 128 bytes
 */
export function synthesise(
  from: usize,
  band: usize,
  plane: usize,
  taps: usize,
  half: i32,
  spare: usize,
  to: usize,
  stride: usize,
  width: i32,
  height: i32,
): void {
  let at = spare;
  for (let y = 0; y < height; y += 2, from += band, at += 4 * band) {
    const next = y + 1 < height ? at + 2 * band : 0;
    joinColumns(from, plane, band, taps, half, at, next);
    joinColumns(from + 2 * plane, plane, band, taps, half, at + band, next === 0 ? 0 : next + band);
  }
  for (let y = 0; y < height; y++, spare += 2 * band, to += stride) joinRow(spare, band, taps, half, width, to);
}
