// A red bell pepper on a table.
import { cloud, noise } from '../noise.mjs';
import { blend, chain, curve, length } from '../shapes.mjs';
import { boards, floor, part, plaster, room, wall } from '../stage.mjs';
import { add, frame, hex, mix, smooth } from '../vector.mjs';

/** Four lobes around the upright axis, with shoulders that dip towards the stem. */
function fruit(x, y, z) {
  const far = length(x, y, z) - 1.34;
  if (far > 0.15) return far;
  const r = length(x, z);
  const c = (z * z) / (r * r + 1e-9);
  const q = r / 0.46;
  const between = 4 * c * (1 - c);
  const wide =
    (1 - 0.14 * between * between) * (0.93 + 0.12 * smooth(-1.0, 0.7, y)) +
    0.02 * Math.sin(2.3 * x + 1) * Math.sin(2.7 * z + 2 * y);
  const dip = (0.42 / (1 + q * q * q * q)) * (y > 0 ? 1 : 0.6);
  const [u, v] = [r / wide, Math.abs(y) / (1.12 - dip)];
  return (Math.sqrt(Math.sqrt(u * u * u * u + v * v * v * v)) - 1) * 0.85;
}
function skin(x, y, z) {
  const red = mix(hex('#b3100c'), hex('#d8261a'), cloud(x * 1.5, y * 1.5, z * 1.5));
  return {
    colour: mix(red, hex('#4f7a22'), smooth(0.34, 0.22, length(x, z)) * (y > 0 ? 1 : 0)),
    gloss: 0.06,
    rough: 0.06,
  };
}
const stalk = curve(
  [
    [0, 0.58, 0, 0.2],
    [0, 0.72, 0, 0.13],
    [0.03, 1.0, 0.02, 0.12],
    [0.16, 1.3, 0.05, 0.15],
  ],
  3,
);
const stem = (x, y, z) => blend(chain(x, y + 0.95, z, stalk), length(x, (y + 0.25) * 2.4, z) - 0.34, 0.15) * 0.7;
const green = (x, y, z) => ({
  colour: mix(hex('#4d7d25'), hex('#86ad4a'), noise(x * 14, y * 3, z * 14)),
  gloss: 0.04,
  rough: 0.2,
});
const turn = frame([0.3, 1, 0.42]);
const at = [0, 1.06, 0];
const top = add(at, turn[1], 0.95);

export default {
  wnid: 'n07720875',
  camera: { eye: [0.3, 2.5, 6.4], target: [0.08, 1.1, 0], view: 0.5, lens: 0.06 },
  ...room(),
  planes: [floor(boards({ light: '#b98a58', dark: '#7a4e2a' })), wall(plaster('#a9b0a4'), -6)],
  parts: [
    part(fruit, skin, { at, turn, reach: 1.34, pace: 0.6 }),
    part(stem, green, { at: top, turn, reach: 0.65, pace: 0.8 }),
  ],
};
