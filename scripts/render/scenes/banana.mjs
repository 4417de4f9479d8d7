// A bunch of bananas on a table.
import { cloud, noise } from '../noise.mjs';
import { blend, length, rod } from '../shapes.mjs';
import { boards, floor, part, room } from '../stage.mjs';
import { add, cross, hex, mix, scale, smooth, unit } from '../vector.mjs';

/** A banana in the plane z = 0: an arc around the origin of radius 1.7 with five soft edges, from a stem to a tip. */
function banana(x, y, z) {
  const angle = Math.atan2(x, -y);
  const a = Math.max(-0.78, Math.min(0.78, angle));
  const [cx, cy] = [1.7 * Math.sin(a), -1.7 * Math.cos(a)];
  const out = (x - cx) * Math.sin(a) - (y - cy) * Math.cos(a);
  const edge = 1 - 0.045 * Math.cos(5 * Math.atan2(z, out));
  const thick = 0.36 * edge * (0.35 + 0.65 * smooth(0.86, 0.45, Math.abs(a)));
  const body = (length(x - cx, y - cy, z) - thick) * 0.8;
  const stem = rod(x, y, z, [-1.22, -1.18, 0], [-1.5, -0.72, 0], 0.12, 0.1);
  const tip = rod(x, y, z, [1.2, -1.2, 0], [1.36, -1.02, 0], 0.11, 0.07);
  return blend(blend(body, stem, 0.12), tip, 0.06);
}
function peel(x, y, z) {
  const angle = Math.atan2(x, -y);
  const patch = cloud(x * 3, y * 3, z * 3 + 5);
  const yellow = mix(hex('#eeb90f'), hex('#fbd63a'), patch);
  const green = mix(yellow, hex('#a8b13a'), smooth(-0.6, -0.95, angle));
  const spots = smooth(0.74, 0.8, noise(x * 11, y * 11, z * 11)) * 0.7;
  const dark = Math.max(spots * smooth(0.3, 0.6, patch), smooth(0.86, 0.92, angle), smooth(-1.08, -1.14, angle) * 0.8);
  return { colour: mix(green, hex('#3f2a14'), dark), gloss: 0.035, rough: 0.3 };
}
/** A banana that lies flat: it hangs at `stem` by its stem, turned by an angle, and a little raised. */
const one = (angle, rise, [sx, sy, sz]) => {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const front = unit([-s * 0.95, rise, -c]);
  const side = unit(cross(front, [0, 1, 0]));
  const turn = [side, front, cross(side, front)];
  const at = add([sx, sy, sz], add(scale(turn[0], -1.5), turn[1], -0.72), -1);
  return part(banana, peel, { at, turn, reach: 2.15, pace: 0.8 });
};
const stem = [-1.45, 0.42, -0.55];

export default {
  wnid: 'n07753592',
  camera: { eye: [0.2, 5.2, 4.6], target: [0.05, 0.3, 0.05], view: 0.58, lens: 0.05 },
  ...room(),
  planes: [floor(boards({ light: '#8d5a36', dark: '#4a2a18' }))],
  parts: [
    one(0.3, 0.02, stem),
    one(-0.12, 0.06, add(stem, [0.05, 0.1, -0.05])),
    one(-0.5, 0.1, add(stem, [0.02, 0.16, -0.12])),
  ],
};
