// A pizza with salami and basil on a wooden board.
import { cloud, generator, noise } from '../noise.mjs';
import { blend, cylinder, ellipsoid, length, torus } from '../shapes.mjs';
import { boards, floor, part, room } from '../stage.mjs';
import { frame, hex, mix, smooth } from '../vector.mjs';

const random = generator(5);
const slices = [[0.05, 0.1]];
for (let ring = 0; ring < 2; ring++) {
  const count = ring ? 9 : 5;
  for (let i = 0; i < count; i++) {
    const angle = ((i + 0.5 * random()) / count) * 2 * Math.PI + ring;
    const r = (ring ? 1.3 : 0.68) + 0.12 * (random() - 0.5);
    slices.push([r * Math.cos(angle), r * Math.sin(angle)]);
  }
}
/** The base with its crust, puffed here and there, and cheese that lies in waves. */
function dough(x, y, z) {
  if (y > 0.45) return y - 0.33;
  const top = 0.1 + 0.045 * noise(x * 2.4, z * 2.4, 1) + 0.025 * noise(x * 5, z * 5, 2);
  const base = cylinder(x, y - top + 0.08, z, 1.8, 0.08, 0.02);
  const r = length(x, z);
  if (r < 1.4) return base;
  return blend(torus(x, y - 0.08, z, 1.82, 0.15 + 0.06 * noise((x / r) * 4 + 9, (z / r) * 4 + 9, 2)), base, 0.08);
}
const bump = (x, y, z) => 0.02 * noise(x * 14, y * 14, z * 14);
function topping(x, y, z) {
  const r = length(x, z) + 0.1 * (noise(x * 3, z * 3, 8) - 0.5);
  const melt = cloud(x * 2.6 + 5, z * 2.6, 3);
  const cheese = mix(hex('#f0cf6a'), hex('#f7e6a6'), noise(x * 7, z * 7, 6));
  const sauce = mix(hex('#a8240c'), hex('#cf4a16'), noise(x * 9, z * 9, 4));
  const brown = mix(
    mix(sauce, cheese, smooth(0.36, 0.52, melt)),
    hex('#8a4312'),
    smooth(0.72, 0.85, noise(x * 5, z * 5, 12)) * 0.6,
  );
  const toast = cloud(x * 4, z * 4, 9);
  const crust = mix(hex('#d9a25a'), hex('#8a4a18'), smooth(0.35, 0.75, toast));
  return { colour: mix(brown, crust, smooth(1.58, 1.68, r)), gloss: r < 1.6 ? 0.04 : 0.01, rough: 0.25, bump };
}
function salami(x, z, i) {
  const fat = smooth(0.62, 0.7, noise(x * 7, z * 7, 3 + i * 5));
  const colour = mix(mix(hex('#a3200f'), hex('#c63a1c'), noise(x * 3, z * 3, i)), hex('#e8a07a'), fat);
  return { colour: mix(colour, hex('#6d120a'), smooth(0.78, 0.95, length(x, z))), gloss: 0.05, rough: 0.2 };
}
const leaf = (x, y, z) => ellipsoid(x, y - 0.25 * x * x, z, 1, 0.1, 0.55);
const basil = (x, y, z) => ({
  colour: mix(hex('#2f6b1a'), hex('#5c9a30'), smooth(0.02, 0.1, Math.abs(z))),
  gloss: 0.04,
  rough: 0.2,
});
const leaves = [
  [0.45, -0.45, 0.5],
  [0.72, -0.2, 2.2],
  [-0.6, 0.35, 4],
  [-0.95, -0.75, 1.2],
  [0.5, 1.0, 5.3],
];

export default {
  wnid: 'n07873807',
  camera: { eye: [0.2, 4.9, 3.9], target: [0, 0, 0.1], view: 0.68, lens: 0.04 },
  ...room({ at: [-5, 6.5, 1] }),
  planes: [floor(boards({ light: '#9a6a42', dark: '#5c371e' }))],
  parts: [
    part(dough, topping, { at: [0, 0.06, 0], reach: 2.15, pace: 0.8 }),
    ...slices.map(([x, z], i) =>
      part(
        (a, b, c) => cylinder(a, b - 0.06 * (a * a + c * c), c, 0.95, 0.06, 0.03),
        (a, b, c) => salami(a, c, i),
        { at: [x, 0.22, z], size: 0.27, reach: 1.1, pace: 0.8 },
      ),
    ),
    ...leaves.map(([x, z, turn]) =>
      part(leaf, basil, {
        at: [x, 0.32, z],
        size: 0.27,
        reach: 1.15,
        turn: frame([0.15, 1, 0.1], [Math.sin(turn), 0, Math.cos(turn)]),
        pace: 0.7,
      }),
    ),
  ],
};
