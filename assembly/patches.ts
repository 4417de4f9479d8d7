// Weights of non-local means in single precision, but for the few distances that lie so near to the one at which weights are cut
// off that it would take one for the other otherwise.

/** Patches further apart weigh nothing: exp(-5) is less than 1 %. */
export const cutoff: f64 = 5;
/** What the upper half of a double falls by where its logarithm falls by 1, and that half of the number 1, as scikit-image has it. */
export const slope: f64 = 1512775.3951951857;
export const upperOfOne: i32 = 1023 * 1048576 - 60801;

/** What a sum in single precision may be off by, as a part of what was added up. */
const error: f64 = 2e-6;

/** Squared differences of `count` pixels at `here` and `there`, over all channels. */
function differ(here: usize, there: usize, plane: usize, colours: i32, noise: f32, count: i32, to: usize): void {
  const less = f32x4.splat(noise);
  for (const end = to + <usize>(count << 2); to < end; to += 16, here += 16, there += 16) {
    const r = f32x4.sub(v128.load(here), v128.load(there));
    let squared = f32x4.mul(r, r);
    if (colours === 3) {
      const g = f32x4.sub(v128.load(here + plane), v128.load(there + plane));
      const b = f32x4.sub(v128.load(here + 2 * plane), v128.load(there + 2 * plane));
      squared = f32x4.add(f32x4.add(squared, f32x4.mul(g, g)), f32x4.mul(b, b));
    }
    v128.store(to, f32x4.sub(squared, less));
  }
}

/**
 * Moves the sums of columns down by one row: the newest comes in, and takes the place of the oldest. The sums are in double
 * precision, so that nothing gathers in them, and come out in single as well.
 */
function slide(newest: usize, oldest: usize, columns: usize, count: i32, to: usize): void {
  for (const end = newest + <usize>(count << 2); newest < end; newest += 16, oldest += 16, columns += 32, to += 16) {
    const line = v128.load(newest);
    const gone = v128.load(oldest);
    v128.store(oldest, line);
    const low = f64x2.sub(f64x2.promote_low_f32x4(line), f64x2.promote_low_f32x4(gone));
    const high = f64x2.sub(
      f64x2.promote_low_f32x4(v128.shuffle<f32>(line, line, 2, 3, 2, 3)),
      f64x2.promote_low_f32x4(v128.shuffle<f32>(gone, gone, 2, 3, 2, 3)),
    );
    const first = f64x2.add(v128.load(columns), low);
    const second = f64x2.add(v128.load(columns, 16), high);
    v128.store(columns, first);
    v128.store(columns, second, 16);
    v128.store(to, v128.shuffle<f32>(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(second), 0, 1, 4, 5));
  }
}

/** Sums of `size` neighbours, put together from sums of 1, 2, 4, … of them; see `windows`, which does it in double precision. */
function windowsOf(from: usize, size: i32, count: i32, spare: usize, to: usize): void {
  let begun = false;
  let offset: usize = 0;
  for (let part = 1; part <= size; part <<= 1) {
    if ((size & part) !== 0) {
      for (let x: usize = 0; x < <usize>(count << 2); x += 16) {
        const sum = v128.load(from + x + offset);
        v128.store(to + x, begun ? f32x4.add(v128.load(to + x), sum) : sum);
      }
      begun = true;
      offset += <usize>(part << 2);
    }
    if (part << 1 > size) break;
    const ahead = <usize>(part << 2);
    for (let x: usize = 0; x < <usize>((count + size) << 2); x += 16) {
      v128.store(spare + x, f32x4.add(v128.load(from + x), v128.load(from + x + ahead)));
    }
    from = spare;
  }
}

/** The sum of the squared differences of two patches whose last rows begin at `here` and `there`, in double precision. */
function patchDifference(
  here: usize,
  there: usize,
  pitch: usize,
  plane: usize,
  colours: i32,
  noise: f64,
  size: i32,
): f64 {
  let sum: f64 = 0;
  for (let row = 0; row < size; row++, here -= pitch, there -= pitch) {
    for (let x: usize = 0; x < <usize>(size << 2); x += 4) {
      for (let c: usize = 0; c < <usize>colours; c++) {
        const difference = <f64>load<f32>(here + x + c * plane) - <f64>load<f32>(there + x + c * plane);
        sum += difference * difference;
      }
      sum -= noise;
    }
  }
  return sum;
}

/**
 * A row of weights of one shift, from the sums of columns that it moves down by one row; see `nonLocalMeans` for its memory.
 * @param to where the weights go, or 0 while the sums of columns fill
 */
export function weighRow(
  here: usize,
  there: usize,
  pitch: usize,
  plane: usize,
  colours: i32,
  noise: f64,
  size: i32,
  count: i32,
  steps: f64,
  oldest: usize,
  columns: usize,
  lines: usize,
  line: usize,
  to: usize,
): void {
  const flat = lines + line;
  const sums = lines + 2 * line;
  differ(here, there, plane, colours, <f32>noise, count + size - 1, lines);
  slide(lines, oldest, columns, count + size - 1, flat);
  if (to === 0) return;
  windowsOf(flat, size, count, lines, sums);
  const most = cutoff * slope;
  const slack = error * (most + <f64>(size * size) * noise * steps);
  const scale = f32x4.splat(<f32>steps);
  const mosts = f32x4.splat(<f32>most);
  const slacks = f32x4.splat(<f32>slack);
  // The exponent of a float begins at 127 and not at 1023, and its fraction has three bits more than 20.
  const one = i32x4.splat(upperOfOne - (1023 - 127) * 1048576);
  for (let x: usize = 0; x < <usize>(count << 2); x += 16) {
    const scaled = f32x4.mul(v128.load(sums + x), scale);
    const inside = f32x4.pmax(f32x4.splat(0), f32x4.pmin(mosts, scaled));
    const fallen = i32x4.trunc_sat_f32x4_s(inside);
    let far = f32x4.gt(scaled, mosts);
    if (v128.any_true(f32x4.le(f32x4.abs(f32x4.sub(scaled, mosts)), slacks))) {
      far = i32x4.splat(0);
      for (let lane: usize = 0; lane < 16; lane += 4) {
        const sum = patchDifference(here + x + lane, there + x + lane, pitch, plane, colours, noise, size);
        // A lane must be a constant: the others move up, and the first comes last.
        far = v128.shuffle<i32>(i32x4.replace_lane(far, 0, sum * steps > most ? -1 : 0), far, 1, 2, 3, 0);
      }
    }
    v128.store(to + x, v128.andnot(i32x4.shl(i32x4.sub(one, fallen), 3), far));
  }
}
