// Orthogonal filters as a chain of rotations with a delay between each two of them, which takes half of the multiplications of the
// filters (P. P. Vaidyanathan, P.-Q. Hoang, IEEE Trans. ASSP 36, 1988).
//
// Samples go in by pairs, an even and an odd one, and a low and a high coefficient come out for each; backward the rotations come
// in reverse, high and low go in, and odd and even come out. A rotation makes (a + t·b, b − t·a) of (a, b), which leaves lengths
// to one factor for all; the delay is b's. What comes out first, for as many pairs as there are delays, is of no use, and no later
// result hangs on what the delays held before.

function plus(a: v128, t: v128, b: v128): v128 {
  return f32x4.add(a, f32x4.mul(t, b));
}

function minus(b: v128, t: v128, a: v128): v128 {
  return f32x4.sub(b, f32x4.mul(t, a));
}

/** Each sample's neighbour on the left, where `before` are the four samples before those of `now`. */
function left(before: v128, now: v128): v128 {
  return v128.shuffle<f32>(before, now, 3, 4, 5, 6);
}

/** One rotation of a row, in place. */
function rotateOnce(a: usize, b: usize, end: usize, turn: usize): void {
  const t = v128.load_splat<f32>(turn);
  for (; a < end; a += 16, b += 16) {
    const first = v128.load(a);
    const second = v128.load(b);
    v128.store(a, plus(first, t, second));
    v128.store(b, minus(second, t, first));
  }
}

/** Two rotations of a row, and the delay between them. */
function rotateTwice(a: usize, b: usize, end: usize, turn: usize, toA: usize, toB: usize): void {
  const t = v128.load_splat<f32>(turn);
  const u = v128.load_splat<f32>(turn, 4);
  let before = f32x4.splat(0);
  for (; a < end; a += 32, b += 32, toA += 32, toB += 32) {
    const a0 = v128.load(a);
    const b0 = v128.load(b);
    const a1 = v128.load(a, 16);
    const b1 = v128.load(b, 16);
    const p0 = plus(a0, t, b0);
    const q0 = minus(b0, t, a0);
    const p1 = plus(a1, t, b1);
    const q1 = minus(b1, t, a1);
    const r0 = left(before, q0);
    const r1 = left(q0, q1);
    before = q1;
    v128.store(toA, plus(p0, u, r0));
    v128.store(toA, plus(p1, u, r1), 16);
    v128.store(toB, minus(r0, u, p0));
    v128.store(toB, minus(r1, u, p1), 16);
  }
}

/**
 * Rotates a row of `count` pairs, which is overwritten, by two rotations or more. Up to 7 floats after its end, and before b one
 * for each delay, are read and written.
 */
export function rotateRow(a: usize, b: usize, count: i32, turns: usize, rotations: i32, toA: usize, toB: usize): void {
  const end = a + <usize>(count << 2);
  const last = turns + <usize>((rotations - 2) << 2);
  // The delay between two loops: b is looked at one place further left.
  if (rotations & 1) {
    rotateOnce(a, b, end, turns);
    turns += 4;
    b -= 4;
  }
  for (; turns < last; turns += 8, b -= 4) rotateTwice(a, b, end, turns, a, b);
  rotateTwice(a, b, end, last, toA, toB);
}

/** The last rotation of a column, by cosine and sine. */
function finish(cosine: v128, a: v128, sine: v128, b: v128): v128 {
  return f32x4.add(f32x4.mul(cosine, a), f32x4.mul(sine, b));
}

/**
 * Rotates two pairs of rows of `width` floats, one after the other, each column on its own; their results are times `factor`.
 * Forward these have their even columns first and their odd ones `apart` bytes later, backward the rows that go in.
 * @param delays 32 bytes for 8 columns, of each rotation but the last
 */
export function rotateRows(
  first: usize,
  second: usize,
  third: usize,
  fourth: usize,
  width: i32,
  turns: usize,
  rotations: i32,
  factor: f32,
  delays: usize,
  apart: usize,
  back: bool,
  toFirst: usize,
  toSecond: usize,
  toThird: usize,
  toFourth: usize,
): void {
  const last = turns + <usize>((rotations - 1) << 2);
  const tangent = load<f32>(last);
  const cosine = f32x4.splat(factor);
  const sine = f32x4.splat(factor * tangent);
  const minusSine = f32x4.splat(-factor * tangent);
  const next: usize = back ? apart : 16;
  const step: usize = back ? 16 : 32;
  const toStep: usize = back ? 32 : 16;
  for (let x = 0; x < width; x += 8) {
    let a0 = v128.load(first);
    let a1 = v128.load(first + next);
    let b0 = v128.load(second);
    let b1 = v128.load(second + next);
    let a2 = v128.load(third);
    let a3 = v128.load(third + next);
    let b2 = v128.load(fourth);
    let b3 = v128.load(fourth + next);
    for (let turn = turns; turn < last; turn += 4, delays += 32) {
      const t = v128.load_splat<f32>(turn);
      const c0 = minus(b0, t, a0);
      const c1 = minus(b1, t, a1);
      const c2 = minus(b2, t, a2);
      const c3 = minus(b3, t, a3);
      a0 = plus(a0, t, b0);
      a1 = plus(a1, t, b1);
      a2 = plus(a2, t, b2);
      a3 = plus(a3, t, b3);
      b0 = v128.load(delays);
      b1 = v128.load(delays, 16);
      b2 = c0;
      b3 = c1;
      v128.store(delays, c2);
      v128.store(delays, c3, 16);
    }
    const p0 = finish(cosine, a0, sine, b0);
    const p1 = finish(cosine, a1, sine, b1);
    const p2 = finish(cosine, a2, sine, b2);
    const p3 = finish(cosine, a3, sine, b3);
    const q0 = finish(cosine, b0, minusSine, a0);
    const q1 = finish(cosine, b1, minusSine, a1);
    const q2 = finish(cosine, b2, minusSine, a2);
    const q3 = finish(cosine, b3, minusSine, a3);
    if (back) {
      v128.store(toFirst, v128.shuffle<f32>(p0, p1, 0, 4, 1, 5));
      v128.store(toFirst, v128.shuffle<f32>(p0, p1, 2, 6, 3, 7), 16);
      v128.store(toSecond, v128.shuffle<f32>(q0, q1, 0, 4, 1, 5));
      v128.store(toSecond, v128.shuffle<f32>(q0, q1, 2, 6, 3, 7), 16);
      v128.store(toThird, v128.shuffle<f32>(p2, p3, 0, 4, 1, 5));
      v128.store(toThird, v128.shuffle<f32>(p2, p3, 2, 6, 3, 7), 16);
      v128.store(toFourth, v128.shuffle<f32>(q2, q3, 0, 4, 1, 5));
      v128.store(toFourth, v128.shuffle<f32>(q2, q3, 2, 6, 3, 7), 16);
    } else {
      v128.store(toFirst, v128.shuffle<f32>(p0, p1, 0, 2, 4, 6));
      v128.store(toFirst + apart, v128.shuffle<f32>(p0, p1, 1, 3, 5, 7));
      v128.store(toSecond, v128.shuffle<f32>(q0, q1, 0, 2, 4, 6));
      v128.store(toSecond + apart, v128.shuffle<f32>(q0, q1, 1, 3, 5, 7));
      v128.store(toThird, v128.shuffle<f32>(p2, p3, 0, 2, 4, 6));
      v128.store(toThird + apart, v128.shuffle<f32>(p2, p3, 1, 3, 5, 7));
      v128.store(toFourth, v128.shuffle<f32>(q2, q3, 0, 2, 4, 6));
      v128.store(toFourth + apart, v128.shuffle<f32>(q2, q3, 1, 3, 5, 7));
    }
    first += step;
    second += step;
    third += step;
    fourth += step;
    toFirst += toStep;
    toSecond += toStep;
    toThird += toStep;
    toFourth += toStep;
  }
}
