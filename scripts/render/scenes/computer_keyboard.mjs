// A computer keyboard on a desk.
import { noise } from '../noise.mjs';
import { box } from '../shapes.mjs';
import { boards, floor, part, plain, room } from '../stage.mjs';
import { frame, hex } from '../vector.mjs';

// Rows from the back to the front: the widths of their keys, in keys.
const rows = [
  Array(15).fill(1),
  [...Array(13).fill(1), 2],
  [1.5, ...Array(12).fill(1), 1.5],
  [1.75, ...Array(11).fill(1), 2.25],
  [2.25, ...Array(10).fill(1), 2.75],
  [1.25, 1.25, 1.25, 6.25, 1.25, 1.25, 1.25, 1.25],
];
const pitch = 0.4;
const keys = rows.flatMap((widths, row) => {
  let x = -7.5;
  return widths.map((width) => {
    x += width;
    return { row, x: (x - width / 2) * pitch, half: (width * pitch) / 2 - 0.03, z: (row - 2.5) * pitch };
  });
});
const byRow = rows.map((_, row) => keys.filter((key) => key.row === row));
const near = (x, z) => {
  const row = byRow[Math.max(0, Math.min(5, Math.round(z / pitch + 2.5)))];
  return row.reduce((best, key) => (Math.abs(key.x - x) - key.half < Math.abs(best.x - x) - best.half ? key : best));
};
function caps(x, y, z) {
  const key = near(x, z);
  const taper = 0.1 * y;
  return box(x - key.x, y, z - key.z, key.half - taper, 0.13, pitch / 2 - 0.03 - taper, 0.04);
}
/** Keys of light grey with a printed sign, the outer ones darker. */
function print(x, y, z) {
  const key = near(x, z);
  const [u, v] = [(x - key.x + key.half - 0.11) / 0.065, (z - key.z + 0.04) / 0.08];
  const sign =
    y > 0.1 && Math.abs(u) < 1 && Math.abs(v) < 1 && noise(u * 2.4 + key.x * 41, v * 2.6, key.row * 9) > 0.55;
  const outer = key.half > pitch / 2 + 0.02 && key.half < 1;
  return { colour: sign ? [0.02, 0.02, 0.02] : hex(outer ? '#a9a69c' : '#d9d5c8'), gloss: 0.035, rough: 0.3 };
}
const turn = frame([0, 1, 0.06]);

export default {
  wnid: 'n03085013',
  camera: { eye: [0.9, 4.6, 4.4], target: [-0.15, 0.1, 0.05], view: 0.82, lens: 0.05 },
  ...room({ at: [-5, 6.5, 1.5] }),
  planes: [floor(boards({ light: '#a5744a', dark: '#6b4225' }))],
  parts: [
    part((x, y, z) => box(x, y, z, 3.2, 0.14, 1.4, 0.08), plain('#bdb9ad', { gloss: 0.03, rough: 0.3 }), {
      at: [0, 0.16, 0],
      turn,
      reach: 3.6,
    }),
    part(caps, print, { at: [0, 0.36, 0], turn, reach: 3.5, pace: 0.7 }),
  ],
};
