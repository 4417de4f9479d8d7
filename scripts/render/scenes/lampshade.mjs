// A table lamp with a lit shade of cloth.
import { noise } from '../noise.mjs';
import { length, turned } from '../shapes.mjs';
import { boards, floor, part, plain, plaster, wall } from '../stage.mjs';
import { lamp } from '../trace.mjs';
import { hex } from '../vector.mjs';

/** The shade: a cone of cloth, open above and below. */
function cone(x, y, z) {
  const side = (length(x, z) - 0.95 + 0.36 * y) * 0.94;
  return Math.max(Math.abs(side) - 0.012, Math.abs(y) - 0.72);
}
function cloth(x, y, z) {
  const thread = 0.85 + 0.15 * noise(Math.atan2(x, z) * 40, y * 60, 1);
  const edge = Math.abs(y) > 0.66 ? 0.55 : 1;
  const near = edge * thread * (0.55 + 0.75 * Math.exp(-((y + 0.1) ** 2) / 0.25));
  const inside = length(x, z) < 0.95 - 0.36 * y ? 1.8 : 1;
  return {
    colour: hex('#e8d6b0'),
    through: 0.4,
    glow: [1.25 * near * inside, 0.82 * near * inside, 0.42 * near * inside],
  };
}
const foot = [
  [0, 0],
  [0.62, 0],
  [0.64, 0.06],
  [0.3, 0.14],
  [0.16, 0.3],
  [0.34, 0.55],
  [0.42, 0.8],
  [0.3, 1.1],
  [0.12, 1.3],
  [0.06, 1.5],
  [0.06, 2.1],
  [0, 2.1],
];
const bulb = {
  at: [0, 2.4, 0],
  facing: [0, 1, 0],
  u: [0.1, 0, 0],
  v: [0, 0.1, 0],
  round: true,
  area: 1.5,
  light: [9, 6.6, 4],
};

export default {
  wnid: 'n03637318',
  camera: { eye: [0.2, 2.2, 7], target: [0, 2.0, 0], view: 0.44, lens: 0.04 },
  lamps: [bulb, lamp([-5, 5, 5], [0, 1, 0], [1.5, 1.5], [2.2, 2.4, 2.8])],
  sky: () => [0.1, 0.1, 0.12],
  exposure: 0.75,
  bounced: 0.12,
  planes: [floor(boards({ light: '#8b5a36', dark: '#4d2c17' })), wall(plaster('#b5a58c'), -1.8)],
  parts: [
    part(cone, cloth, { at: [0, 2.45, 0], reach: 1.5, pace: 0.7 }),
    part((x, y, z) => turned(x, y, z, foot), plain('#355e6b', { gloss: 0.06, rough: 0.06 }), {
      reach: 2.2,
      noShadow: false,
    }),
  ],
};
