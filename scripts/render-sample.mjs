// Renders assets/samples/lemons.png, the project's own photograph: three lemons and a half on a wooden table, by rays
// that are marched to the fruit, with soft shadows, a lens that blurs what is far away, and the noise of a sensor.
// `node scripts/render-sample.mjs [file]` gives the same picture every time.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const width = 384;
const height = 288;
/** Rays of a pixel along each side. */
const rays = 4;
const file = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..', 'assets', 'samples', 'lemons.png');

// Vectors of three.
const add = (a, b, k = 1) => [a[0] + b[0] * k, a[1] + b[1] * k, a[2] + b[2] * k];
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (a) => add([0, 0, 0], a, 1 / Math.hypot(...a));
const mix = (a, b, t) => a.map((v, i) => v + (b[i] - v) * t);
const smooth = (low, high, x) => {
  const t = Math.min(1, Math.max(0, (x - low) / (high - low)));
  return t * t * (3 - 2 * t);
};

// Random numbers (mulberry32) and smooth noise on a lattice, about 0…1.
let state = 2018;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
function lattice(x, y, z) {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(z, 0x1b873593);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}
function noise([x, y, z]) {
  const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  const [u, v, w] = [smooth(0, 1, x - i), smooth(0, 1, y - j), smooth(0, 1, z - k)];
  const line = (b, c) => lattice(i, b, c) * (1 - u) + lattice(i + 1, b, c) * u;
  const plane = (c) => line(j, c) * (1 - v) + line(j + 1, c) * v;
  return plane(k) * (1 - w) + plane(k + 1) * w;
}
const cloud = (p) => 0.55 * noise(p) + 0.3 * noise(p.map((v) => v * 2.1 + 7)) + 0.15 * noise(p.map((v) => v * 4.3 + 3));

/** A lemon: where its middle is, where its tip points, how large it is, and whether it is cut across. */
function lemon(centre, tip, size, cut = false) {
  const along = unit(tip);
  const up = unit(cross(along, Math.abs(along[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0]));
  return { centre, along, up, side: cross(along, up), size, cut, reach: 1.55 * size };
}
const fruit = [
  lemon([-1.3, 0.8, -0.75], [0.86, 0.12, -0.5], 0.98),
  lemon([0.85, 0.82, -1.35], [0.75, -0.05, 0.66], 1.0),
  lemon([1.62, 0.72, 0.45], [-0.35, 0.06, 1], 0.88),
  lemon([-0.12, 0.78, 0.75], [0.2, 0.2, 1], 0.95, true),
];

/** Coordinates of a point in the lemon's own frame, in units of its size: the first runs from end to end. */
function local(object, p) {
  const q = add(p, object.centre, -1).map((v) => v / object.size);
  return [dot(q, object.along), dot(q, object.up), dot(q, object.side)];
}
/** The smaller of two distances, with the edge between them rounded over `s`. */
function blend(a, b, s) {
  const h = Math.max(s - Math.abs(a - b), 0) / s;
  return Math.min(a, b) - (h * h * s) / 4;
}
/** About the distance to a lemon: an ellipsoid with a nipple at one end and a stem at the other, or half of it. */
function distance(object, p) {
  const [x, y, z] = local(object, p);
  const r = Math.hypot(y, z);
  const k = Math.hypot(x / 1.12, r / 0.83);
  const body = (k * (k - 1)) / Math.hypot(x / 1.2544, r / 0.6889);
  const knob = Math.hypot(x - 1.16, r) - 0.13;
  const stem = Math.hypot(x + 1.1, r) - 0.12;
  let d = blend(blend(body, knob, 0.35), stem, 0.22);
  if (object.cut) d = Math.max(d, x);
  return d * object.size * 0.9;
}

/** The nearest hit of a ray with a fruit within `limit`, or undefined. */
function march(origin, direction, limit) {
  let nearest;
  for (const object of fruit) {
    const to = add(object.centre, origin, -1);
    const middle = dot(to, direction);
    const room = object.reach ** 2 - (dot(to, to) - middle ** 2);
    if (room <= 0) continue;
    const end = Math.min(nearest?.t ?? limit, middle + Math.sqrt(room));
    let t = Math.max(0.01, middle - Math.sqrt(room));
    for (let step = 0; step < 90 && t < end; step++) {
      const d = distance(object, add(origin, direction, t));
      if (d < 0.0012) {
        nearest = { t, object };
        break;
      }
      t += d;
    }
  }
  return nearest;
}

/** Colour and gloss of the cut face: rim, pith, and ten segments of juice sacs between membranes. */
function face([, y, z]) {
  const r = Math.hypot(y, z) / 0.83;
  const angle = ((Math.atan2(y, z) / Math.PI) * 5 + 0.12 * noise([y * 3, z * 3, 5]) + 20) % 1;
  const membrane = Math.min(angle, 1 - angle) * r * 0.63;
  const sacs = cloud([r * 9, Math.atan2(y, z) * 16, 3]);
  const flesh = mix([0.86, 0.55, 0.02], [1, 0.86, 0.26], smooth(0.25, 0.75, sacs));
  const pith = [0.95, 0.91, 0.74];
  const inside = smooth(0.012, 0.035, membrane) * smooth(0.11, 0.15, r) * (1 - smooth(0.8, 0.84, r));
  const colour = mix(mix(pith, flesh, inside), [0.93, 0.64, 0.06], smooth(0.93, 0.96, r));
  return { colour, gloss: 0.1 + 0.5 * inside * sacs };
}
/** The peel: yellow, greener and browner at the ends, with fine pores that tilt the surface. */
function peel(p) {
  const patch = cloud(p.map((v) => v * 2.2 + 11));
  const yellow = mix([0.91, 0.58, 0.025], [0.95, 0.69, 0.07], patch);
  const green = mix(yellow, [0.66, 0.64, 0.1], 0.75 * smooth(0.85, 1.25, Math.abs(p[0])) * patch * 1.6);
  return { colour: mix(green, [0.35, 0.24, 0.1], smooth(1.1, 1.2, -p[0])), gloss: 0.32 };
}
function surface(object, p) {
  const e = 0.002;
  const q = local(object, p);
  const cutFace = object.cut && q[0] > -0.012;
  const grain = cutFace ? [9, 0.018] : [23, 0.012];
  const bumpy = (s) => distance(object, s) - grain[1] * noise(local(object, s).map((v) => v * grain[0]));
  const slope = [0, 1, 2].map((i) => {
    const step = [0, 0, 0];
    step[i] = e;
    return bumpy(add(p, step)) - bumpy(add(p, step, -1));
  });
  return { ...(cutFace ? face(q) : peel(q)), normal: unit(slope), glow: 0.3 };
}
/** The table: boards of oak, each with its own tint, grain and knots. */
function table([x, , z]) {
  const board = Math.floor(z / 1.35 + 50.3);
  const gap = Math.abs(((z / 1.35 + 50.3) % 1) - 0.5);
  const rings = cloud([x * 0.35 + board * 13, z * 2.6, board]) * 9;
  const fibre = noise([x * 2.5, z * 60, board]) * 0.6 + noise([x * 9, z * 130, board]) * 0.4;
  const wave = 0.5 + 0.5 * Math.sin(rings * 2.4);
  const tone = 0.8 + 0.35 * lattice(board, 3, 9);
  const oak = mix([0.42, 0.235, 0.115], [0.25, 0.125, 0.058], 0.65 * wave + 0.5 * fibre - 0.1);
  const colour = oak.map((v) => v * tone * (1 - 0.75 * smooth(0.485, 0.497, gap)));
  return { colour, gloss: 0.14, normal: unit([0.05 * (fibre - 0.5), 1, 0.2 * (fibre - 0.5)]), glow: 0 };
}
/** What is far behind: a wall in the light of a window, with blurred plants. */
function wall([x, y]) {
  const leaves = smooth(0.46, 0.7, cloud([x * 5 + 3, y * 5, 1])) * smooth(0.1, -0.5, x);
  const light = mix([0.2, 0.25, 0.27], [0.95, 0.86, 0.7], smooth(-0.5, 0.6, x * 0.9 + y * 0.9));
  return mix(light, [0.08, 0.16, 0.05], 0.85 * leaves);
}

const lamp = [-4.2, 6.2, 3.4];
/** Light that comes back along a ray. */
function shade(origin, direction) {
  const hit = march(origin, direction, 40);
  const floor = direction[1] < 0 ? -origin[1] / direction[1] : Infinity;
  if (!hit && !(floor < 13)) return wall(direction);
  const p = add(origin, direction, hit ? hit.t : floor);
  const { colour, gloss, normal, glow } = hit ? surface(hit.object, p) : table(p);
  // A window of 2.4 × 2.4: one place of it for each ray makes the shadow soft.
  const light = unit(add(add(lamp, [2.4 * random() - 1.2, 0, 2.4 * random() - 1.2]), p, -1));
  const start = add(p, normal, 0.015);
  const lit = march(start, light, 12) ? 0 : 1;
  // Light of the room: one ray over the hemisphere, darkened where it meets fruit.
  const sky = unit(add(normal, unit([random() - 0.5, random() - 0.5, random() - 0.5]), 0.95));
  const other = march(start, sky, 3);
  const room = other ? [0.16, 0.12, 0.03] : mix([0.3, 0.24, 0.18], [0.5, 0.56, 0.64], 0.5 + 0.5 * sky[1]);
  const slope = dot(normal, light);
  const direct = (lit * Math.max(0, slope + glow * 0.5)) / (1 + glow * 0.5) + glow * 0.12;
  const half = unit(add(light, direction, -1));
  const shine =
    lit * gloss * (0.55 * Math.max(0, dot(normal, half)) ** 40 + 0.7 * Math.max(0, dot(normal, half)) ** 220);
  const edge = gloss * 0.5 * (1 - Math.max(0, -dot(normal, direction))) ** 4;
  const result = colour.map((v, i) => v * (direct * [1.75, 1.62, 1.4][i] + room[i] * 0.75) + shine * 1.3 + edge * 0.5);
  return hit ? result : mix(result, wall([direction[0], 0.02]), smooth(6, 13, floor) * 0.3);
}

const eye = [0.25, 2.55, 7.2];
const forward = unit(add([0.12, 0.62, 0], eye, -1));
const right = unit(cross(forward, [0, 1, 0]));
const above = cross(right, forward);
const focus = 6.5;
/** One jittered ray through a pixel and a place on the lens. */
function sample(x, y, i, j) {
  const u = ((x + (i + random()) / rays) / width - 0.5) * 0.76;
  const v = (0.5 - (y + (j + random()) / rays) / height) * 0.57;
  const target = add(eye, add(add(forward, right, u), above, v), focus);
  const [angle, radius] = [random() * 2 * Math.PI, 0.055 * Math.sqrt(random())];
  const from = add(add(eye, right, radius * Math.cos(angle)), above, radius * Math.sin(angle));
  return shade(from, unit(add(target, from, -1)));
}

const data = new Uint8Array(width * height * 3);
for (let y = 0, at = 0; y < height; y++) {
  for (let x = 0; x < width; x++) {
    let sum = [0, 0, 0];
    for (let i = 0; i < rays * rays; i++) sum = add(sum, sample(x, y, i % rays, Math.floor(i / rays)));
    const corner = 1 - 0.35 * (((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) / 0.5);
    for (const value of sum) {
      // Film curve, then the curve of sRGB, then grain.
      const exposed = (value / rays ** 2) * corner * 1.05;
      const toned = (exposed * (0.35 + exposed * 1.15)) / (0.62 + exposed * (0.22 + exposed * 0.98));
      const grain = random() + random() + random() - 1.5;
      data[at++] = Math.min(255, Math.max(0, 255 * toned ** (1 / 2.2) + 1.6 * grain + 0.5));
    }
  }
}
mkdirSync(dirname(file), { recursive: true });
await sharp(data, { raw: { width, height, channels: 3 } })
  .png({ compressionLevel: 9 })
  .toFile(file);
