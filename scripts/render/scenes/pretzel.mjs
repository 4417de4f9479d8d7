// A soft pretzel with salt on a wooden table.
import { cloud, generator, noise } from '../noise.mjs';
import { box, curve } from '../shapes.mjs';
import { boards, floor, part, plain, rods, room } from '../stage.mjs';
import { frame, hex, mix, smooth } from '../vector.mjs';

// One strand [x, height, z, thickness]: from an end on the bow's near side over the twist into the far bow, and its mirror.
const arm = [
  [0.85, 0.16, 0.92, 0.17],
  [0.55, 0.2, 0.5, 0.21],
  [0.12, 0.24, 0.12, 0.24],
  [-0.2, 0.12, -0.2, 0.25],
];
const bow = [
  [-0.75, 0, -0.75, 0.27],
  [-1.4, 0, -0.55, 0.29],
  [-1.55, 0, 0.15, 0.31],
  [-1.0, 0, 0.85, 0.33],
  [0, 0, 1.08, 0.34],
];
const left = [...arm, ...bow];
const mirrored = left.map(([x, y, z, r], i) => [-x, i === 2 ? 0.02 : y, z, r]);
const strand = curve([...left, ...mirrored.toReversed().slice(1)], 3);
const bump = (x, y, z) => 0.012 * noise(x * 12, y * 12, z * 12);
function crust(x, y, z) {
  const bake = cloud(x * 1.6, y * 1.6, z * 1.6) + 0.35 * smooth(0.1, 0.4, y);
  const brown = mix(hex('#c98a3f'), hex('#7a3510'), smooth(0.25, 0.85, bake));
  return { colour: brown, gloss: 0.045, rough: 0.2, bump };
}
const random = generator(3);
const salt = Array.from({ length: 90 }, () => {
  const [x, y, z, r] = strand[Math.floor(random() * strand.length)];
  const [a, b] = [0.7 * (random() - 0.5), 0.7 * (random() - 0.5)];
  const up = Math.sqrt(Math.max(0, 1 - a * a - b * b));
  return { at: [x + a * r, y + up * r + 0.01, z + b * r], up: [random() - 0.5, 1, random() - 0.5] };
});

export default {
  wnid: 'n07695742',
  camera: { eye: [0.1, 5.2, 3.6], target: [0, 0.1, 0.1], view: 0.66, lens: 0.04 },
  ...room({ at: [-5, 6, 1] }),
  planes: [floor(boards({ light: '#d8c4a0', dark: '#b59a70' }))],
  parts: [
    ...rods(strand, crust, { at: [0, 0.3, 0] }),
    ...salt.map(({ at, up }) =>
      part((x, y, z) => box(x, y, z, 0.035, 0.028, 0.032, 0.006), plain('#f4f0e6', { gloss: 0.04 }), {
        at: [at[0], at[1] + 0.3, at[2]],
        turn: frame(up),
        reach: 0.06,
      }),
    ),
  ],
};
