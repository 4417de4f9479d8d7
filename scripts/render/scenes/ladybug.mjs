// A ladybug on a leaf.
import { cloud, noise } from '../noise.mjs';
import { curve, ellipsoid, length } from '../shapes.mjs';
import { floor, outdoors, part, plain, rods } from '../stage.mjs';
import { frame, hex, mix, smooth } from '../vector.mjs';

// Its front is +x, its left +z.
const spots = [
  [0.55, 0.32, 0.15],
  [0.05, 0.6, 0.2],
  [-0.05, 0.22, 0.13],
  [-0.55, 0.42, 0.19],
  [0.78, 0, 0.16],
];
const shell = (x, y, z) => Math.max(ellipsoid(x, y, z, 1.1, 0.84, 0.95), -y - 0.02, x - 0.78);
function wings(x, y, z) {
  const split = smooth(0.012, 0.025, Math.abs(z));
  const near = Math.min(...spots.map(([a, b, r]) => length(x - a, Math.abs(z) - b) - r));
  const red = mix(hex('#c8140a'), hex('#e03010'), noise(x * 3, y * 3, z * 3));
  return { colour: mix([0.01, 0.008, 0.008], red, smooth(0, 0.03, near) * split), gloss: 0.06, rough: 0.06 };
}
const neck = (x, y, z) => Math.max(ellipsoid(x, y, z, 0.42, 0.5, 0.68), -y);
const front = (x, y, z) => ellipsoid(x, y, z, 0.28, 0.26, 0.36);
const white = (x, y, z) => {
  const patch = length(x - 0.12, y - 0.25, Math.abs(z) - 0.45) < 0.21;
  return { colour: patch ? hex('#f0ead8') : [0.012, 0.012, 0.012], gloss: 0.06, rough: 0.08 };
};
const legs = [
  [0.65, 1],
  [0.1, 1],
  [-0.45, 1],
  [0.65, -1],
  [0.1, -1],
  [-0.45, -1],
].map(([x, s]) =>
  curve(
    [
      [x, 0.12, 0.55 * s, 0.06],
      [x * 1.25, 0.2, 1.1 * s, 0.055],
      [x * 1.5, -0.16, 1.4 * s, 0.04],
    ],
    2,
  ),
);
const feelers = [1, -1].map((s) =>
  curve(
    [
      [1.28, 0.2, 0.14 * s, 0.03],
      [1.6, 0.36, 0.34 * s, 0.025],
      [1.78, 0.3, 0.46 * s, 0.05],
    ],
    3,
  ),
);
/** The leaf: a midrib along x, veins from it, and cells. */
function leaf(x, y, z) {
  const side = z - 1.25 + 0.12 * x;
  const vein = Math.abs((((x - Math.abs(side) * 0.7) * 0.8 + 50) % 1) - 0.5);
  const rib = Math.min(smooth(0.0, 0.09, Math.abs(side)), smooth(0.0, 0.07, vein));
  const green = mix(hex('#2f6a1c'), hex('#5c9a34'), cloud(x * 1.5, z * 1.5, 2) * 0.7 + 0.3 * noise(x * 18, z * 18));
  return { colour: mix(hex('#9cc468'), green, 0.35 + 0.65 * rib) };
}
const at = [-0.15, 0.16, -0.1];
const turn = frame([0, 1, 0], [-0.5, 0, 1]);

/** The world's coordinates of a place on the animal's own axis. */
const placed = (x, y) => [0, 1, 2].map((i) => at[i] + turn[0][i] * x + turn[1][i] * y);

export default {
  wnid: 'n02165456',
  camera: { eye: [1.6, 3.2, 5.4], target: [0.15, 0.35, 0], view: 0.6, lens: 0.22 },
  ...outdoors({ sun: [-10, 18, 8] }),
  planes: [floor(leaf)],
  parts: [
    part(shell, wings, { at, turn, reach: 1.2 }),
    part(neck, white, { at: placed(0.85, -0.02), turn, reach: 0.75 }),
    part(front, plain('#0c0c0c', { gloss: 0.06, rough: 0.1 }), { at: placed(1.18, 0.1), turn, reach: 0.4 }),
    ...[...legs, ...feelers].flatMap((points) => rods(points, plain('#100d0b', { gloss: 0.04 }), { at, turn })),
  ],
};
