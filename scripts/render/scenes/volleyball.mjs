// A volleyball on the sand of a beach.
import { noise } from '../noise.mjs';
import { sphere } from '../shapes.mjs';
import { floor, outdoors, part, sand } from '../stage.mjs';
import { frame, smooth } from '../vector.mjs';

/** How far a place on the ball is from a seam: six faces of a cube, each of three strips. */
function seam(x, y, z) {
  const [a, b, c] = [Math.abs(x), Math.abs(y), Math.abs(z)];
  const [top, along, across] = a > b && a > c ? [a, b, z] : b > c ? [b, c, x] : [c, a, y];
  const [u, v] = [along / top, Math.abs(across) / top];
  return Math.min(1 - u, 1 - v, Math.abs(v - 0.34)) * top;
}
const bump = (x, y, z) => 0.03 * smooth(0, 0.06, seam(x, y, z)) + 0.003 * noise(x * 40, y * 40, z * 40);
function leather(x, y, z) {
  const tone = (0.25 + 0.75 * smooth(0.006, 0.022, seam(x, y, z))) * (0.9 + 0.1 * noise(x * 3, y * 3, z * 3));
  return { colour: [0.86 * tone, 0.85 * tone, 0.8 * tone], gloss: 0.035, rough: 0.3, bump };
}

export default {
  wnid: 'n04540053',
  camera: { eye: [0.3, 1.7, 6], target: [0, 0.95, 0], view: 0.5, lens: 0.06 },
  ...outdoors(),
  planes: [floor(sand())],
  parts: [part((x, y, z) => sphere(x, y, z, 1), leather, { at: [0, 0.96, 0], turn: frame([0.3, 1, 0.5], [0.5, 0, 1]), reach: 1.01 })],
};
