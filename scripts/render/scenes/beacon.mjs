// A lighthouse on rocks by the sea.
import { cloud, noise } from '../noise.mjs';
import { box, cylinder, ellipsoid, length, sphere, torus, turned } from '../shapes.mjs';
import { floor, outdoors, part, plain } from '../stage.mjs';
import { hex, mix } from '../vector.mjs';

const tower = [
  [0, 0],
  [0.95, 0],
  [0.58, 4.3],
  [0.82, 4.5],
  [0.82, 4.62],
  [0, 4.62],
];
const dome = [
  [0, 5.5],
  [0.56, 5.5],
  [0.5, 5.62],
  [0.28, 5.86],
  [0.07, 5.96],
  [0.05, 6.3],
  [0, 6.3],
];
function stripes(x, y, z) {
  const window = length(Math.atan2(x, z) - 0.2, 0) < 0.13 && [1.0, 2.6].some((h) => Math.abs(y - h) < 0.2);
  const red = Math.floor(y / 0.93) % 2 === 1 || y > 4.35;
  const tone = 0.85 + 0.2 * cloud(x * 2, y * 0.8, z * 2);
  const colour = window ? [0.03, 0.035, 0.04] : hex(red ? '#b3261e' : '#eeeae0');
  return { colour: colour.map((v) => v * tone), gloss: 0.02, rough: 0.4 };
}
/** The lantern: glass between bars, and a lens that shines in it. */
function lantern(x, y, z) {
  const bar = Math.abs((((Math.atan2(x, z) / Math.PI) * 4 + 20) % 1) - 0.5) > 0.44;
  return bar
    ? { colour: [0.02, 0.02, 0.02] }
    : { colour: hex('#8fb0bf'), gloss: 0.1, rough: 0.02, glow: [0.5, 0.42, 0.2] };
}
function rail(x, y, z) {
  const turn = (Math.atan2(x, z) / (2 * Math.PI)) * 16;
  const side = (((turn + 32.5) % 1) - 0.5) * 0.314;
  const post = Math.max(length(length(x, z) - 0.8, side) - 0.014, Math.abs(y - 0.16) - 0.16);
  return Math.min(post, torus(x, y - 0.32, z, 0.8, 0.016), torus(x, y - 0.17, z, 0.8, 0.012));
}
function rock(x, y, z) {
  return ellipsoid(x, y, z, 3.4, 1.0, 2) - 0.5 * cloud(x * 1.1, y * 1.4, z * 1.1) - 0.06 * noise(x * 6, y * 6, z * 6);
}
function stone(x, y, z) {
  const tone = cloud(x * 2.5, y * 5, z * 2.5);
  return { colour: mix(hex('#4a4239'), hex('#a39780'), tone) };
}
function sea(x, y, z) {
  const wave = noise(x * 0.8, z * 2.4, 1) * 0.6 + noise(x * 2.6, z * 8, 2) * 0.4;
  const colour = mix(hex('#15405e'), hex('#3d7c98'), wave);
  return { colour, gloss: 0.04, rough: 0.2 };
}

export default {
  wnid: 'n02814860',
  camera: { eye: [2, 2.2, 15], target: [0, 3.1, 0], view: 0.52 },
  ...outdoors({ clouds: 0.7 }),
  planes: [floor(sea, -0.5)],
  parts: [
    part((x, y, z) => turned(x, y, z, tower), stripes, { at: [0, 0.3, 0], reach: 5, pace: 0.95 }),
    part((x, y, z) => turned(x, y, z, dome), plain('#8f201a', { gloss: 0.04 }), { at: [0, 0.3, 0], reach: 6.5 }),
    part((x, y, z) => cylinder(x, y, z, 0.46, 0.46), lantern, { at: [0, 5.36, 0], reach: 0.7 }),
    part(rail, plain('#2a2a2a'), { at: [0, 4.92, 0], reach: 0.95, pace: 0.7 }),
    part(rock, stone, { at: [0.2, -0.55, 0], reach: 3.9, pace: 0.6 }),
    part(
      (x, y, z) =>
        Math.min(
          box(x, y, z, 0.75, 0.5, 0.6),
          Math.max(box(x, y - 0.8, z, 0.85, 0.35, 0.7), (y - 0.95 + Math.abs(z) * 0.9) * 0.74),
        ),
      (x, y) => ({ colour: hex(y > 0.46 ? '#7c2f24' : '#e9e4d8') }),
      { at: [1.6, 0.75, 0.2], reach: 1.6 },
    ),
    part((x, y, z) => sphere(x, y, z, 0.08), plain('#333333'), { at: [0, 6.62, 0], reach: 0.1 }),
  ],
};
