// Random numbers and procedural noise: the same on every machine.
import { clamp } from './vector.mjs';

/** Random numbers 0…1 from a seed (mulberry32, Tommy Ettinger 2017). */
export function generator(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A random number 0…1 that belongs to three whole numbers. */
export function lattice(x, y = 0, z = 0) {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(z, 0x1b873593);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}

const ease = (t) => t * t * (3 - 2 * t);
const between = (a, b, t) => a + (b - a) * t;
const line = (i, j, k, t) => between(lattice(i, j, k), lattice(i + 1, j, k), t);

/** Smooth noise 0…1 between the values of the lattice (value noise). */
export function noise(x, y, z = 0) {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const k = Math.floor(z);
  const u = ease(x - i);
  const v = ease(y - j);
  const w = ease(z - k);
  const near = between(line(i, j, k, u), line(i, j + 1, k, u), v);
  return between(near, between(line(i, j, k + 1, u), line(i, j + 1, k + 1, u), v), w);
}

/** Four octaves of noise, about 0…1. */
export function cloud(x, y, z = 0) {
  let sum = 0;
  for (let octave = 0, size = 1, weight = 0.52; octave < 4; octave++, size *= 2.07, weight *= 0.5) {
    sum += weight * noise(x * size + octave * 7, y * size + octave * 3, z * size);
  }
  return clamp(sum);
}

/** How far the nearest of the scattered points of the plane is, and which it is (cellular noise, Worley 1996). */
export function cells(x, y) {
  const [i, j] = [Math.floor(x), Math.floor(y)];
  let [nearest, id] = [9, 0];
  for (let a = i - 1; a <= i + 1; a++) {
    for (let b = j - 1; b <= j + 1; b++) {
      const [dx, dy] = [a + lattice(a, b, 1) - x, b + lattice(a, b, 2) - y];
      const distance = Math.sqrt(dx * dx + dy * dy);
      if (distance < nearest) [nearest, id] = [distance, lattice(a, b, 3)];
    }
  }
  return { distance: nearest, id };
}
