// The loop of pixel deflection with the generator written out (see deflect-loops.ts and xoshiro.ts of the TypeScript form, which
// are the reference): it gives the same copies from the same words, and leaves the copying to its caller.

let a: u32 = 0;
let b: u32 = 0;
let c: u32 = 0;
let d: u32 = 0;
/** Words that were made before: from `unread` up to `unreadEnd`. */
let unread: usize = 0;
let unreadEnd: usize = 0;

/** xoshiro128** 1.1. */
function word(): u32 {
  if (unread < unreadEnd) {
    const known = load<u32>(unread);
    unread += 4;
    return known;
  }
  const result = rotl<u32>(b * 5, 7) * 9;
  const shifted = b << 9;
  c ^= a;
  d ^= b;
  b ^= c;
  a ^= d;
  c ^= shifted;
  d = rotl<u32>(d, 11);
  return result;
}

/** A whole number from 0 to `span` - 1; `surplus` is 2^32 modulo `span`. */
function below(span: u32, surplus: u32): u32 {
  let product: u64;
  do product = <u64>word() * <u64>span;
  while (<u32>product < surplus);
  return <u32>(product >> 32);
}

function surplusOf(span: u32): u32 {
  return <u32>(((<u64>1) << 32) % <u64>span);
}

/**
 * Goes on with a run until it ends or has made `room` copies.
 * @param state four words of the generator, the bounds of unread words before them; then remaining deflections, the place of
 *   the turn that is under way, copies, skipped samples and whether it was capped (32 bits each), and the draws so far
 *   and their limit (doubles)
 * @param places what a turn goes through: samples, or 1 for whole pixels of `samples` samples
 * @param keep a double for each pixel, or 0
 * @param perCopy whether each copy is a deflection, and not each turn
 * @param to for each copy two 32-bit numbers of samples: of the target and of the donor
 * @returns how many pairs were written
 */
export function deflect(
  state: usize,
  width: i32,
  height: i32,
  channels: i32,
  places: i32,
  samples: i32,
  window: i32,
  keep: usize,
  bias: f64,
  drawsUniform: bool,
  perCopy: bool,
  to: usize,
  room: i32,
): i32 {
  unread = load<u32>(state);
  unreadEnd = load<u32>(state, 4);
  a = load<u32>(state, 8);
  b = load<u32>(state, 12);
  c = load<u32>(state, 16);
  d = load<u32>(state, 20);
  let remaining = load<i32>(state, 24);
  let place = load<i32>(state, 28);
  let copies = load<i32>(state, 32);
  let skipped = load<i32>(state, 36);
  let draws = load<f64>(state, 48);
  const limit = load<f64>(state, 56);
  const span = 2 * window + 1;
  const heightSurplus = surplusOf(height);
  const widthSurplus = surplusOf(width);
  const spanSurplus = surplusOf(span);
  let capped = false;
  let written = 0;
  // With `perCopy` a turn once begun goes through all its places.
  while ((remaining > 0 || place > 0) && written < room) {
    const y = <i32>below(height, heightSurplus);
    const x = <i32>below(width, widthSurplus);
    if (++draws > limit) {
      capped = true;
      break;
    }
    let stays = false;
    if (drawsUniform) {
      const value = (keep === 0 ? 0 : load<f64>(keep + ((<usize>(y * width + x)) << 3))) + bias;
      const top = word() >>> 5;
      const bottom = word() >>> 6;
      stays = (<f64>top * 67108864 + <f64>bottom) / 9007199254740992 < value;
    }
    if (stays) skipped += samples;
    else {
      let fromY: i32;
      let fromX: i32;
      do {
        fromY = y - window + <i32>below(span, spanSurplus);
        fromX = x - window + <i32>below(span, spanSurplus);
        if (++draws > limit) capped = true;
        // Strictly above 0: in the published code the first row and the first column never donate.
      } while (!capped && !(fromY > 0 && fromY < height && fromX > 0 && fromX < width));
      if (capped) break;
      store<i32>(to, (y * width + x) * channels + place);
      store<i32>(to, (fromY * width + fromX) * channels + place, 4);
      to += 8;
      written++;
      copies += samples;
      if (perCopy) remaining--;
    }
    if (++place === places) {
      place = 0;
      if (!perCopy) remaining--;
    }
  }
  store<u32>(state, <u32>unread);
  store<u32>(state, a, 8);
  store<u32>(state, b, 12);
  store<u32>(state, c, 16);
  store<u32>(state, d, 20);
  store<i32>(state, remaining, 24);
  store<i32>(state, place, 28);
  store<i32>(state, copies, 32);
  store<i32>(state, skipped, 36);
  store<i32>(state, capped ? 1 : 0, 40);
  store<f64>(state, draws, 48);
  return written;
}
