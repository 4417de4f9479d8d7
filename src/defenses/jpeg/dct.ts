/**
 * The discrete cosine transform of JPEG in integers, bit for bit as libjpeg's default (`JDCT_ISLOW`): the fast algorithm
 * of C. Loeffler, A. Ligtenberg and G. Moschytz (ICASSP 1989) with 13 fractional bits. Nothing is rounded within one
 * pass of it, so that a pass is a product with an integer matrix and one rounding shift, and is written so here.
 *
 * The entries are √2 cos(kπ/16) * 2^13, each the sum of that algorithm's rounded constants; where two of the same k
 * differ by one, that is why. All values stay below 2^31.
 */
const even = { a: 10703, b: 4433, c: -10704 } as const;
const odd = [
  [11363, 9633, 6437, 2260],
  [9633, -2259, -11362, -6436],
  [6437, -11362, 2261, 9633],
  [2260, -6436, 9633, -11363],
] as const;
const [[o00, o01, o02, o03], [o10, o11, o12, o13], [o20, o21, o22, o23], [o30, o31, o32, o33]] = odd;

/** Eight samples `step` apart to their eight frequencies, in place, times √8 * 2^(13 - shift). */
function forward(block: Int32Array, at: number, step: number, shift: number): void {
  const i1 = at + step;
  const i2 = i1 + step;
  const i3 = i2 + step;
  const i4 = i3 + step;
  const i5 = i4 + step;
  const i6 = i5 + step;
  const i7 = i6 + step;
  const s0 = block[at] + block[i7];
  const s1 = block[i1] + block[i6];
  const s2 = block[i2] + block[i5];
  const s3 = block[i3] + block[i4];
  const d0 = block[at] - block[i7];
  const d1 = block[i1] - block[i6];
  const d2 = block[i2] - block[i5];
  const d3 = block[i3] - block[i4];
  const outer = s0 - s3;
  const inner = s1 - s2;
  const half = 1 << (shift - 1);
  block[at] = ((s0 + s3 + s1 + s2) * 8192 + half) >> shift;
  block[i4] = ((s0 + s3 - s1 - s2) * 8192 + half) >> shift;
  block[i2] = (outer * even.a + inner * even.b + half) >> shift;
  block[i6] = (outer * even.b + inner * even.c + half) >> shift;
  block[i1] = (d0 * o00 + d1 * o01 + d2 * o02 + d3 * o03 + half) >> shift;
  block[i3] = (d0 * o10 + d1 * o11 + d2 * o12 + d3 * o13 + half) >> shift;
  block[i5] = (d0 * o20 + d1 * o21 + d2 * o22 + d3 * o23 + half) >> shift;
  block[i7] = (d0 * o30 + d1 * o31 + d2 * o32 + d3 * o33 + half) >> shift;
}

/** Eight frequencies `step` apart to their eight samples, in place: the transposed product. */
function backward(block: Int32Array, at: number, step: number, shift: number): void {
  const i1 = at + step;
  const i2 = i1 + step;
  const i3 = i2 + step;
  const i4 = i3 + step;
  const i5 = i4 + step;
  const i6 = i5 + step;
  const i7 = i6 + step;
  const f1 = block[i1];
  const f3 = block[i3];
  const f5 = block[i5];
  const f7 = block[i7];
  const sum = (block[at] + block[i4]) * 8192;
  const difference = (block[at] - block[i4]) * 8192;
  const outer = block[i2] * even.a + block[i6] * even.b;
  const inner = block[i2] * even.b + block[i6] * even.c;
  const half = 1 << (shift - 1);
  const e0 = sum + outer + half;
  const e1 = difference + inner + half;
  const e2 = difference - inner + half;
  const e3 = sum - outer + half;
  const d0 = f1 * o00 + f3 * o10 + f5 * o20 + f7 * o30;
  const d1 = f1 * o01 + f3 * o11 + f5 * o21 + f7 * o31;
  const d2 = f1 * o02 + f3 * o12 + f5 * o22 + f7 * o32;
  const d3 = f1 * o03 + f3 * o13 + f5 * o23 + f7 * o33;
  block[at] = (e0 + d0) >> shift;
  block[i1] = (e1 + d1) >> shift;
  block[i2] = (e2 + d2) >> shift;
  block[i3] = (e3 + d3) >> shift;
  block[i4] = (e3 - d3) >> shift;
  block[i5] = (e2 - d2) >> shift;
  block[i6] = (e1 - d1) >> shift;
  block[i7] = (e0 - d0) >> shift;
}

/** 8 × 8 samples around 0 to their frequencies times 8, rows first, with two extra bits between the passes. */
export function forwardDct(block: Int32Array): void {
  for (let row = 0; row < 64; row += 8) forward(block, row, 1, 11);
  for (let column = 0; column < 8; column++) forward(block, column, 8, 15);
}

/** 8 × 8 frequencies to samples around 0, columns first. */
export function inverseDct(block: Int32Array): void {
  for (let column = 0; column < 8; column++) backward(block, column, 8, 11);
  for (let row = 0; row < 64; row += 8) backward(block, row, 1, 18);
}
