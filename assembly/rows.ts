// Rows of a picture as planes of floats, and back. A plane row is `pitch` bytes long, a multiple of 64: its end repeats the
// last sample, so that every loop works on whole vectors. Loops read and write up to 16 bytes beyond the samples of a picture.

/** Bytes from one row of a picture to the next. */
export function strideOf(bytes: bool, channels: i32, width: i32): usize {
  return (<usize>(width * channels)) << (bytes ? 0 : 2);
}

/** The first, second and third samples of four pixels of three samples, in three vectors. */
export function firstOf3(a: v128, b: v128, c: v128): v128 {
  return v128.shuffle<f32>(a, v128.shuffle<f32>(b, c, 2, 2, 5, 5), 0, 3, 4, 6);
}

export function secondOf3(a: v128, b: v128, c: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(a, b, 1, 1, 4, 4), v128.shuffle<f32>(b, c, 3, 3, 6, 6), 0, 2, 4, 6);
}

export function thirdOf3(a: v128, b: v128, c: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(a, b, 2, 2, 5, 5), c, 0, 2, 4, 7);
}

function unpackFloats3(from: usize, end: usize, to: usize, pitch: usize): void {
  for (; to < end; from += 48, to += 16) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    v128.store(to, firstOf3(a, b, c));
    v128.store(to + pitch, secondOf3(a, b, c));
    v128.store(to + 2 * pitch, thirdOf3(a, b, c));
  }
}

function unpackFloats4(from: usize, end: usize, to: usize, pitch: usize): void {
  for (; to < end; from += 64, to += 16) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    const above = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const below = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    v128.store(to, v128.shuffle<f32>(above, below, 0, 1, 4, 5));
    v128.store(to + pitch, v128.shuffle<f32>(above, below, 2, 3, 6, 7));
    const blue = v128.shuffle<f32>(a, b, 2, 2, 6, 6);
    v128.store(to + 2 * pitch, v128.shuffle<f32>(blue, v128.shuffle<f32>(c, d, 2, 2, 6, 6), 0, 2, 4, 6));
  }
}

/** `colours` bytes of each pixel of `channels`, four pixels at a time. */
function unpackBytes(from: usize, end: usize, channels: i32, colours: usize, to: usize, pitch: usize): void {
  // A place beyond 15 gives 0: each lane has one byte of its pixel, and three of those.
  const first = v128.or(i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(channels)), i32x4.splat(<i32>0xffffff00));
  const second = i32x4.add(first, i32x4.splat(1));
  const third = i32x4.add(first, i32x4.splat(2));
  for (; to < end; from += <usize>(4 * channels), to += 16) {
    const bytes = v128.load(from);
    v128.store(to, f32x4.convert_i32x4_s(v128.swizzle(bytes, first)));
    if (colours === 1) continue;
    v128.store(to + pitch, f32x4.convert_i32x4_s(v128.swizzle(bytes, second)));
    v128.store(to + 2 * pitch, f32x4.convert_i32x4_s(v128.swizzle(bytes, third)));
  }
}

/** The end of a plane row: its last sample again and again, from `width` floats up to `until`. */
export function repeatLast(row: usize, width: i32, until: i32): void {
  const last = load<f32>(row + ((width - 1) << 2));
  for (let x = width; x < until; x++) store<f32>(row + (x << 2), last);
}

/** Reads a row of `width` pixels of `channels` samples: one plane row for each colour, `pitch` bytes apart. The ends of rows are left as they are. */
export function unpackRow(from: usize, bytes: bool, channels: i32, width: i32, to: usize, pitch: usize): void {
  const colours: usize = channels === 1 ? 1 : 3;
  const end = to + (((width + 3) & ~3) << 2);
  if (bytes) unpackBytes(from, end, channels, colours, to, pitch);
  else if (channels === 3) unpackFloats3(from, end, to, pitch);
  else if (channels === 4) unpackFloats4(from, end, to, pitch);
  else memory.copy(to, from, width << 2);
}

/** Stores four pixels of three samples. */
export function storePixels3(to: usize, r: v128, g: v128, b: v128): void {
  const low = v128.shuffle<f32>(r, g, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(r, g, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(low, v128.shuffle<f32>(b, low, 0, 0, 6, 6), 0, 1, 4, 6));
  v128.store(to, v128.shuffle<f32>(v128.shuffle<f32>(low, b, 3, 3, 5, 5), high, 0, 2, 4, 5), 16);
  const last = v128.shuffle<f32>(high, b, 3, 3, 7, 7);
  v128.store(to, v128.shuffle<f32>(v128.shuffle<f32>(b, high, 2, 2, 6, 6), last, 0, 2, 4, 6), 32);
}

function packFloats3(to: usize, end: usize, from: usize, pitch: usize): void {
  for (; from < end; from += 16, to += 48) {
    storePixels3(to, v128.load(from), v128.load(from + pitch), v128.load(from + 2 * pitch));
  }
}

/** Samples as bytes: rounded to nearest, halves up, clamped to 0…255. */
function asBytes(value: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(value, f32x4.splat(0)), f32x4.splat(255));
  return i32x4.trunc_sat_f32x4_s(f32x4.add(clamped, f32x4.splat(0.5)));
}

function packBytes3(to: usize, end: usize, from: usize, pitch: usize): void {
  const places = i8x16(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
  for (; from < end; from += 16, to += 12) {
    const green = i32x4.shl(asBytes(v128.load(from + pitch)), 8);
    const blue = i32x4.shl(asBytes(v128.load(from + 2 * pitch)), 16);
    const pixels = v128.or(v128.or(asBytes(v128.load(from)), green), blue);
    v128.store(to, v128.swizzle(pixels, places));
  }
}

/** Floats or bytes of four channels: those of alpha stay what they are. */
function pack4(to: usize, bytes: bool, end: usize, from: usize, pitch: usize): void {
  for (; from < end; from += 16, to += bytes ? 16 : 64) {
    const r = v128.load(from);
    const g = v128.load(from + pitch);
    const b = v128.load(from + 2 * pitch);
    if (bytes) {
      const redGreen = v128.or(asBytes(r), i32x4.shl(asBytes(g), 8));
      const alpha = v128.and(v128.load(to), i32x4.splat(<i32>0xff000000));
      v128.store(to, v128.or(v128.or(redGreen, i32x4.shl(asBytes(b), 16)), alpha));
      continue;
    }
    const low = v128.shuffle<f32>(r, g, 0, 4, 1, 5);
    const high = v128.shuffle<f32>(r, g, 2, 6, 3, 7);
    v128.store_lane<u64>(to, low, 0);
    v128.store_lane<u64>(to, low, 1, 16);
    v128.store_lane<u64>(to, high, 0, 32);
    v128.store_lane<u64>(to, high, 1, 48);
    v128.store_lane<f32>(to, b, 0, 8);
    v128.store_lane<f32>(to, b, 1, 24);
    v128.store_lane<f32>(to, b, 2, 40);
    v128.store_lane<f32>(to, b, 3, 56);
  }
}

function packGray(to: usize, end: usize, from: usize): void {
  for (; from < end; from += 16, to += 4) {
    const pixels = asBytes(v128.load(from));
    v128.store_lane<u32>(
      to,
      v128.swizzle(pixels, i8x16(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)),
      0,
    );
  }
}

/** Writes a row of `width` pixels of `channels` samples, the opposite of {@link unpackRow}; alpha is left as it is. */
export function packRow(to: usize, bytes: bool, channels: i32, width: i32, from: usize, pitch: usize): void {
  const end = from + (((width + 3) & ~3) << 2);
  if (channels === 4) pack4(to, bytes, end, from, pitch);
  else if (channels === 3) {
    if (bytes) packBytes3(to, end, from, pitch);
    else packFloats3(to, end, from, pitch);
  } else if (bytes) packGray(to, end, from);
  else memory.copy(to, from, width << 2);
}

/**
 * Reads `rows` rows of a picture into planes whose rows are `pitch` and which are `plane` bytes apart.
 * @returns the greatest absolute value of floats, which is not a number where one of them is not; of bytes 255
 */
export function unpackRows(
  from: usize,
  bytes: bool,
  channels: i32,
  width: i32,
  rows: i32,
  to: usize,
  pitch: usize,
  plane: usize,
): f32 {
  const stride = strideOf(bytes, channels, width);
  const colours: usize = channels === 1 ? 1 : 3;
  let greatest = f32x4.splat(0);
  for (let y = 0; y < rows; y++, from += stride, to += pitch) {
    unpackRow(from, bytes, channels, width, to, plane);
    for (let c: usize = 0; c < colours; c++) {
      const row = to + c * plane;
      repeatLast(row, width, <i32>(pitch >> 2));
      if (bytes) continue;
      for (let x: usize = 0; x < pitch; x += 16) greatest = f32x4.max(greatest, f32x4.abs(v128.load(row + x)));
    }
  }
  if (bytes) return 255;
  const first = max(f32x4.extract_lane(greatest, 0), f32x4.extract_lane(greatest, 1));
  return max(first, max(f32x4.extract_lane(greatest, 2), f32x4.extract_lane(greatest, 3)));
}

/** Writes `rows` rows of a picture from planes. */
export function packRows(
  to: usize,
  bytes: bool,
  channels: i32,
  width: i32,
  rows: i32,
  from: usize,
  pitch: usize,
  plane: usize,
): void {
  const stride = strideOf(bytes, channels, width);
  for (let y = 0; y < rows; y++, from += pitch, to += stride) packRow(to, bytes, channels, width, from, plane);
}

/** `count` floats, a multiple of 4, as doubles. */
export function widenRows(from: usize, count: i32, to: usize): void {
  for (let i = 0; i < count; i += 2, from += 8, to += 16)
    v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from)));
}
