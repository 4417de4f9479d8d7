// A basketball on the boards of a court.
import { noise } from '../noise.mjs';
import { sphere } from '../shapes.mjs';
import { boards, floor, part, plaster, room, wall } from '../stage.mjs';
import { frame, hex, mix, smooth } from '../vector.mjs';

/** How far a place on the unit ball is from the nearest seam: two great circles and two bows. */
function seam(x, y, z) {
  const k = Math.sqrt((y / 0.92) ** 2 + (z / 0.6) ** 2) + 1e-6;
  const slope = ((y / 0.92 ** 2) ** 2 + (z / 0.6 ** 2) ** 2) / (k * k) - k * k;
  return Math.min(Math.abs(x), Math.abs(y), Math.abs(k - 1) / Math.sqrt(Math.max(0.1, slope)));
}
const bump = (x, y, z) => 0.02 * smooth(0, 0.035, seam(x, y, z)) + 0.007 * noise(x * 42, y * 42, z * 42);
function leather(x, y, z) {
  const colour = mix(hex('#c9622a'), hex('#a84a1c'), noise(x * 4, y * 4, z * 4));
  const line = smooth(0.018, 0.03, seam(x, y, z));
  return { colour: mix([0.012, 0.011, 0.01], colour, line), gloss: 0.04, rough: 0.35, bump };
}

export default {
  wnid: 'n02802426',
  camera: { eye: [0.3, 1.9, 6], target: [0, 0.92, 0], view: 0.5, lens: 0.06 },
  ...room({ light: 12 }),
  planes: [floor(boards({ light: '#d9a766', dark: '#b5793c', width: 0.7, gloss: 0.05 })), wall(plaster('#d8d2c4'), -9)],
  parts: [
    part((x, y, z) => sphere(x, y, z, 1), leather, {
      at: [0, 1, 0],
      turn: frame([0.35, 1, 0.3], [-0.45, 0, 1]),
      reach: 1.01,
    }),
  ],
};
