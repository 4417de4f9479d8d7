// An abacus with beads of four colours.
import { noise } from '../noise.mjs';
import { box, ellipsoid, length } from '../shapes.mjs';
import { boards, floor, part, plain, plaster, room, wall } from '../stage.mjs';
import { frame, hex, mix } from '../vector.mjs';

const colours = ['#c8231c', '#e8b21a', '#2a5fb0', '#2f8f3c', '#e8e2d2', '#d96a1a'].map(hex);
const rows = 6;
const step = 0.46;
const thick = 0.2;
/** Beads of a row that are pushed to the left; the others are at the right. */
const pushed = [4, 7, 2, 5, 8, 3];
const place = (row, i) => (i < pushed[row] ? -1.5 + thick / 2 + i * thick : 1.5 - thick / 2 - (9 - i) * thick);
const rowOf = (y) => Math.max(0, Math.min(rows - 1, Math.round(y / step + (rows - 1) / 2)));
function beads(x, y, z) {
  const row = rowOf(y);
  const up = (row - (rows - 1) / 2) * step;
  const split = -1.5 + pushed[row] * thick;
  const left = Math.max(0, Math.min(pushed[row] - 1, Math.floor((x + 1.5) / thick)));
  const right = Math.max(pushed[row], Math.min(9, 9 - Math.floor((1.5 - x) / thick)));
  const i = Math.abs(x - place(row, left)) < Math.abs(x - place(row, right)) && x < split + 0.8 ? left : right;
  return ellipsoid(x - place(row, i), y - up, z, thick / 2 - 0.003, 0.19, 0.19);
}
const paint = (x, y) => ({ colour: colours[rowOf(y)], gloss: 0.05, rough: 0.08 });
const rods = (x, y, z) => Math.max(length(y - (rowOf(y) - (rows - 1) / 2) * step, z) - 0.022, Math.abs(x) - 1.6);
const border = (x, y, z) => Math.max(box(x, y, z, 1.76, 1.62, 0.16, 0.04), -box(x, y, z, 1.53, 1.38, 9));
function wood(x, y, z) {
  const [along, across] = Math.abs(x) > 1.53 ? [y, x] : [x, y];
  return {
    colour: mix(hex('#b9803f'), hex('#7d4c20'), noise(along * 2, across * 22, z * 12)),
    gloss: 0.04,
    rough: 0.2,
  };
}
const at = [0, 1.6, 0];
const turn = frame([0, 1, -0.2], [-0.3, 0, 1]);

export default {
  wnid: 'n02666196',
  camera: { eye: [0.5, 2.4, 6.8], target: [0.05, 1.5, 0], view: 0.58, lens: 0.05 },
  ...room(),
  planes: [floor(boards({ light: '#8d5a36', dark: '#4a2a18' })), wall(plaster('#b8b2a2'), -4)],
  parts: [
    part(border, wood, { at, turn, reach: 2.5, pace: 0.9 }),
    part(beads, paint, { at, turn, reach: 2.1, pace: 0.6 }),
    part(rods, plain('#888888', { metal: true, rough: 0.2 }), { at, turn, reach: 2.1, pace: 0.7 }),
  ],
};
