// An open umbrella, above the sand of a beach.
import { noise } from '../noise.mjs';
import { chain, curve, length, rod } from '../shapes.mjs';
import { floor, outdoors, part, plain, sand } from '../stage.mjs';
import { frame, hex, mix } from '../vector.mjs';

const colours = ['#c8202c', '#e8901a', '#e8d21a', '#2f9a3c', '#2a6fc0', '#6a3fa0', '#d04a8a', '#2aa0a0'];
const ribs = colours.length;
const sector = (2 * Math.PI) / ribs;
/** The angle from the middle of a panel, -1…1, and which panel it is. */
function panel(x, z) {
  const turn = Math.atan2(x, z) / sector + ribs;
  return { side: 2 * (turn - Math.floor(turn)) - 1, index: Math.floor(turn) % ribs };
}
/** A dome of panels that hang between the ribs, with a scalloped edge. */
function canopy(x, y, z) {
  const { side } = panel(x, z);
  const hang = 1 - side * side;
  const r = length(x, z);
  const dome = length(x, (y + 0.55) * 1.05, z) - 1.62 + 0.07 * hang * r;
  return Math.max(Math.abs(dome) - 0.012, 0.13 * hang * r - y - 0.05);
}
function fabric(x, y, z) {
  const { side, index } = panel(x, z);
  const tone = 0.93 + 0.07 * noise(x * 20, y * 20, z * 20) * (1 - 0.4 * Math.abs(side) ** 12);
  const colour = hex(colours[index]);
  return { colour: mix(colour, [0, 0, 0], 1 - tone), through: 0.3 };
}
const shaft = [
  [0, 1.1, 0, 0.03],
  [0, -1.3, 0, 0.03],
];
const hook = [
  ...shaft,
  ...curve(
    [
      [0, -1.32, 0, 0.055],
      [0, -1.6, 0, 0.06],
      [0.17, -1.8, 0, 0.06],
      [0.34, -1.62, 0, 0.06],
    ],
    3,
  ),
];
/** Steel below the cloth: along each rib, and from it to the shaft. */
function frameOf(x, y, z) {
  const { side } = panel(x, z);
  const r = length(x, z);
  const across = Math.min(1 - Math.abs(side), 1) * r * (sector / 2);
  const along = Math.abs(y - (Math.sqrt(Math.max(0, 1.54 ** 2 - r * r)) / 1.05 - 0.55));
  const strut = Math.max(Math.abs(y - 0.05 - 0.42 * r), r - 0.95);
  return Math.max(length(across, Math.min(along, strut)) - 0.014, r - 1.52, 0.02 - y);
}
const turn = frame([-0.2, 1, 0.6]);
const at = [0.05, 1.85, 0];

export default {
  wnid: 'n04507155',
  camera: { eye: [0.6, 1.3, 8.5], target: [0, 1.42, 0], view: 0.42, lens: 0.05 },
  ...outdoors(),
  planes: [floor(sand())],
  parts: [
    part(canopy, fabric, { at, turn, reach: 1.75, pace: 0.6 }),
    part(
      (x, y, z) => chain(x, y, z, hook),
      (x, y) => ({ colour: y < -1.3 ? hex('#6b3f1f') : hex('#b8b8b8'), gloss: 0.06 }),
      { at, turn, reach: 2 },
    ),
    part(frameOf, plain('#a8a8a8', { gloss: 0.2, rough: 0.2 }), { at, turn, reach: 1.75, pace: 0.6 }),
    part((x, y, z) => rod(x, y, z, [0, 0.9, 0], [0, 1.32, 0], 0.035, 0.02), plain('#333333'), { at, turn, reach: 1.5 }),
  ],
};
