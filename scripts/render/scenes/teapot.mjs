// A glazed teapot on a table.
import { noise } from '../noise.mjs';
import { blend, carve, chain, curve, ellipsoid, guarded, length, sphere, torus, turned } from '../shapes.mjs';
import { boards, floor, part, plaster, room, wall } from '../stage.mjs';
import { hex, mix } from '../vector.mjs';

const spout = curve(
  [
    [0.7, -0.3, 0, 0.32],
    [1.15, -0.02, 0, 0.2],
    [1.4, 0.4, 0, 0.13],
    [1.72, 0.68, 0, 0.11],
  ],
  3,
);
const grip = curve(
  [
    [-0.8, 0.5, 0, 0.1],
    [-1.35, 0.6, 0, 0.1],
    [-1.58, 0.2, 0, 0.09],
    [-1.3, -0.3, 0, 0.08],
    [-0.8, -0.45, 0, 0.08],
  ],
  3,
);
const foot = [
  [0, -0.88],
  [0.56, -0.88],
  [0.6, -0.8],
  [0.5, -0.66],
  [0, -0.66],
];
const beak = (x, y, z) => carve(chain(x, y, z, spout), sphere(x - 1.76, y - 0.74, z, 0.09), 0.04);
const handle = (x, y, z) => chain(x, y, z, grip);
function pot(x, y, z) {
  const body = blend(ellipsoid(x, y, z, 1.05, 0.82, 1.05), turned(x, y, z, foot), 0.12);
  const lid = Math.min(ellipsoid(x, y - 0.68, z, 0.55, 0.24, 0.55), sphere(x, y - 1.02, z, 0.14));
  const rim = torus(x, y - 0.7, z, 0.54, 0.045);
  const nose = guarded(x, y, z, [1.3, 0.2, 0, 0.9], beak);
  const ear = guarded(x, y, z, [-1.2, 0.06, 0, 0.78], handle);
  return Math.min(blend(blend(body, nose, 0.18), ear, 0.1), blend(lid, rim, 0.05));
}
function glaze(x, y, z) {
  const band = Math.abs(y + 0.02) < 0.2 && length(x, z) > 0.8 && Math.abs(x) < 1.02;
  const flower = Math.sin(Math.atan2(x, z) * 12) * 0.12 + 0.02;
  const blue = band && Math.abs(y + 0.02 - flower) < 0.05;
  const line = Math.abs(Math.abs(y + 0.02) - 0.24) < 0.022 && length(x, z) > 0.8 && length(x, z) < 1.06;
  const white = mix(hex('#f1ede2'), hex('#e2dccb'), noise(x * 3, y * 3, z * 3));
  return { colour: blue || line ? hex('#2b4c9b') : white, gloss: 0.06, rough: 0.03 };
}

export default {
  wnid: 'n04398044',
  camera: { eye: [0.6, 2.3, 6.6], target: [0.06, 0.92, 0], view: 0.6, lens: 0.06 },
  ...room(),
  planes: [floor(boards({ light: '#9a6a42', dark: '#5c371e' })), wall(plaster('#7d8f86'), -6)],
  parts: [part(pot, glaze, { at: [0, 0.89, 0], reach: 1.95, pace: 0.8 })],
};
