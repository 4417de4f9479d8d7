// A mushroom in the grass of a wood.
import { cells, cloud, generator, noise } from '../noise.mjs';
import { ellipsoid, rod, turned } from '../shapes.mjs';
import { floor, outdoors, part } from '../stage.mjs';
import { frame, hex, mix, smooth } from '../vector.mjs';

/** A cap: the upper part of an ellipsoid, hollow below. */
const cap = (x, y, z) =>
  Math.max(ellipsoid(x, y, z, 1.25, 0.85, 1.25), -ellipsoid(x, y + 0.42, z, 1.2, 0.55, 1.2), -y - 0.08);
const bump = (x, y, z) => 0.012 * noise(x * 9, y * 9, z * 9);
function skinOf(x, y, z) {
  const below = ellipsoid(x, y + 0.42, z, 1.2, 0.55, 1.2) < 0.01 || y < -0.06;
  if (below) {
    const gill = 0.7 + 0.3 * Math.sin(Math.atan2(x, z) * 90);
    return { colour: hex('#e8dcc0').map((v) => v * gill) };
  }
  const tan = mix(hex('#c9a06c'), hex('#8a5a30'), cloud(x * 2, y * 2, z * 2) * smooth(-0.2, 0.8, y) * 1.3);
  return { colour: tan, gloss: 0.03, rough: 0.35, bump };
}
const foot = [
  [0, -0.1],
  [0.42, -0.1],
  [0.44, 0.15],
  [0.28, 0.5],
  [0.24, 1.9],
  [0, 1.9],
];
const stem = (x, y, z) => turned(x, y, z, foot) - 0.02;
const pale = (x, y, z) => ({
  colour: mix(hex('#efe7d3'), hex('#b9a98a'), 0.6 * noise(x * 12, y * 2, z * 12)),
  gloss: 0.02,
  rough: 0.4,
});
/** Moss and litter. */
function ground(x, y, z) {
  const moss = cloud(x * 1.2, z * 1.2, 2);
  const leaf = cells(x * 2.2, z * 2.2);
  const litter = mix(hex('#5a3a1c'), hex('#a8763a'), leaf.id).map((v) => v * (1 - 0.5 * leaf.distance));
  const green = mix(hex('#23390f'), hex('#6d8f2c'), noise(x * 18, z * 18));
  return { colour: mix(green, litter, smooth(0.5, 0.62, moss)) };
}
const random = generator(11);
const blades = Array.from({ length: 70 }, () => {
  const [x, z] = [6 * random() - 3, 4.2 * random() - 2.6];
  return { x, z, lean: [0.7 * (random() - 0.5), 0.5 * (random() - 0.5)], size: 0.5 + 0.6 * random(), tone: random() };
}).filter(({ x, z }) => Math.abs(x) > 0.5 || z < -0.4 || z > 0.6);
const at = [0, 1.75, 0];

export default {
  wnid: 'n07734744',
  camera: { eye: [0.3, 1.75, 6.2], target: [0, 1.2, 0], view: 0.58, lens: 0.12 },
  ...outdoors({ sun: [-13, 9, 15] }),
  sky: (d) => {
    const trunks = smooth(0.45, 0.6, cloud(d[0] * 7, d[1] * 1.5, 3));
    const leaves = smooth(0.4, 0.65, cloud(d[0] * 9, d[1] * 9, d[2] * 3));
    return mix(mix(hex('#5f8a3a'), hex('#d8e6b0'), leaves), hex('#26331a'), 0.75 * trunks);
  },
  planes: [floor(ground)],
  parts: [
    part(cap, skinOf, { at, turn: frame([0.1, 1, 0.16]), reach: 1.35, pace: 0.75 }),
    part(stem, pale, { reach: 2, pace: 0.9 }),
    ...blades.map(({ x, z, lean, size, tone }) =>
      part(
        (a, b, c) => rod(a, b, c, [0, 0, 0], [lean[0], 1, lean[1]], 0.03, 0.008),
        () => ({ colour: mix(hex('#3f6a1c'), hex('#9abf4a'), tone) }),
        { at: [x, 0, z], size, reach: 1.2 },
      ),
    ),
  ],
};
