// A burning candle on a plate, in the dark.
import { cloud, noise } from '../noise.mjs';
import { cylinder, ellipsoid, rod, turned } from '../shapes.mjs';
import { boards, floor, part, plain, plaster, wall } from '../stage.mjs';
import { hex, mix, smooth } from '../vector.mjs';

const bump = (x, y, z) => 0.02 * cloud(x * 3, y * 1.2, z * 3);
/** Wax: brighter where the flame shines into it. */
function wax(x, y) {
  const lit = smooth(-0.4, 1.5, y);
  return {
    colour: hex('#efe4c8'),
    gloss: 0.03,
    rough: 0.35,
    bump,
    glow: [0.42 * lit, 0.22 * lit ** 1.3, 0.07 * lit ** 2],
  };
}
const pool = (x, y, z) =>
  cylinder(x, y - 0.35 - 0.12 * (x * x + z * z) - 0.03 * noise(x * 4, z * 4, 2), z, 0.5, 1.15, 0.06);
function flame(x, y) {
  const t = smooth(-0.42, 0.1, y);
  return { colour: [0, 0, 0], glow: mix([1.2, 0.6, 0.25], [6, 4.2, 1.6], t) };
}
const drop = (x, y, z) => ellipsoid(x, y, z, 0.15 - 0.17 * Math.max(-0.2, y), 0.44, 0.15 - 0.17 * Math.max(-0.2, y));
const plate = [
  [0, -0.06],
  [0.9, -0.06],
  [1.25, 0.14],
  [1.22, 0.17],
  [0.88, 0.02],
  [0, 0.02],
];
const fire = {
  at: [0, 2.75, 0],
  facing: [0, 1, 0],
  u: [0.06, 0, 0],
  v: [0, 0.3, 0],
  round: true,
  area: 1.6,
  light: [11, 6.4, 2.4],
};

export default {
  wnid: 'n02948072',
  camera: { eye: [0.2, 2.3, 6.6], target: [0, 1.6, 0], view: 0.64, lens: 0.07 },
  lamps: [fire],
  sky: () => [0.02, 0.02, 0.03],
  exposure: 0.9,
  bounced: 0.12,
  planes: [floor(boards({ light: '#8a5a35', dark: '#4e2d18' })), wall(plaster('#7a5a48'), -2.6)],
  parts: [
    part(pool, wax, { at: [0, 1.0, 0], reach: 1.75 }),
    part(drop, flame, { at: [0, 2.98, 0], reach: 0.5, noShadow: true, pace: 0.6 }),
    part((x, y, z) => rod(x, y, z, [0, -0.2, 0], [0.02, 0.12, 0], 0.03), plain('#1a1210'), {
      at: [0, 2.55, 0],
      reach: 0.4,
      noShadow: true,
    }),
    part((x, y, z) => turned(x, y, z, plate), plain('#9a8f80', { metal: true, rough: 0.25 }), {
      at: [0, 0.07, 0],
      reach: 1.4,
    }),
  ],
};
