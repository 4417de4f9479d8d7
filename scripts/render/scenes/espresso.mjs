// A cup of espresso on its saucer, from above.
import { cloud, noise } from '../noise.mjs';
import { chain, curve, cylinder, length, turned } from '../shapes.mjs';
import { boards, floor, part, plain, room } from '../stage.mjs';
import { hex, mix, smooth } from '../vector.mjs';

const cup = [
  [0, 0.1],
  [0.42, 0.1],
  [0.46, 0.16],
  [0.78, 0.55],
  [0.95, 1.05],
  [0.97, 1.2],
  [0.93, 1.22],
  [0.88, 1.1],
  [0.72, 0.6],
  [0.4, 0.22],
  [0, 0.2],
];
const saucer = [
  [0, 0],
  [0.7, 0],
  [1.3, 0.14],
  [1.72, 0.26],
  [1.7, 0.31],
  [1.25, 0.21],
  [0.62, 0.1],
  [0, 0.1],
];
const ear = curve(
  [
    [0.86, 1.0, 0, 0.07],
    [1.2, 1.02, 0, 0.075],
    [1.34, 0.82, 0, 0.075],
    [1.14, 0.58, 0, 0.07],
    [0.76, 0.54, 0, 0.07],
  ],
  3,
);
const china = plain('#f2eee6', { gloss: 0.05, rough: 0.04 });
/** Crema: hazel with darker swirls, and a rim of bubbles. */
function crema(x, y, z) {
  const r = length(x, z);
  const swirl = cloud(x * 3 + 1.2 * noise(x * 2, z * 2), z * 3 + 1.2 * noise(x * 2, z * 2, 4), 2);
  const froth = smooth(0.2, 0.6, swirl) * 0.8 + 0.2 * noise(x * 25, z * 25);
  const colour = mix(hex('#3f1d0a'), hex('#b9793a'), froth * smooth(0.1, 0.75, r));
  return { colour: mix(colour, hex('#2a1206'), smooth(0.8, 0.88, r) * 0.5), gloss: 0.03, rough: 0.08 };
}

export default {
  wnid: 'n07920052',
  camera: { eye: [0.3, 4.6, 4.4], target: [0.1, 0.6, 0], view: 0.6, lens: 0.06 },
  ...room(),
  planes: [floor(boards({ light: '#8b5a36', dark: '#4d2c17' }))],
  parts: [
    part((x, y, z) => Math.min(turned(x, y, z, cup), chain(x, y, z, ear)), china, { reach: 1.8, at: [0, 0, 0] }),
    part((x, y, z) => turned(x, y, z, saucer), china, { reach: 1.8 }),
    part((x, y, z) => cylinder(x, y, z, 0.87, 0.02), crema, { at: [0, 1.02, 0], reach: 0.9 }),
  ],
};
