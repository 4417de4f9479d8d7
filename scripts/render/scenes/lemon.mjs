// Two lemons and a half of one on a wooden table.
import { cloud, noise } from '../noise.mjs';
import { blend, ellipsoid, length } from '../shapes.mjs';
import { boards, floor, part, plaster, room, wall } from '../stage.mjs';
import { frame, hex, mix, smooth } from '../vector.mjs';

const bump = (x, y, z) => 0.014 * noise(x * 21, y * 21, z * 21);
/** Upright: an ellipsoid with a nipple above and a stem below. */
function whole(x, y, z) {
  const r = length(x, z);
  const body = ellipsoid(x, y, z, 0.83, 1.12, 0.83);
  return blend(blend(body, length(r, y - 1.15) - 0.13, 0.35), length(r, y + 1.1) - 0.12, 0.22);
}
function peel(x, y, z) {
  const patch = cloud(x * 2.2 + 11, y * 2.2, z * 2.2);
  const yellow = mix(hex('#f3c412'), hex('#fadb3c'), patch);
  const green = mix(yellow, hex('#c9c832'), smooth(0.8, 1.2, Math.abs(y)) * patch);
  return { colour: mix(green, hex('#6b4a1f'), smooth(1.14, 1.2, -y)), gloss: 0.045, rough: 0.25, bump };
}
/** The cut face: rim, pith, ten segments of juice sacs between membranes. */
function cut(x, y, z) {
  if (y < -0.01) return peel(x, y, z);
  const r = length(x, z) / 0.83;
  const angle = ((Math.atan2(x, z) / Math.PI) * 5 + 0.12 * noise(x * 3, z * 3, 5) + 20) % 1;
  const membrane = Math.min(angle, 1 - angle) * r * 0.63;
  const flesh = mix(hex('#e9c83a'), hex('#fbf0a0'), noise(r * 9, Math.atan2(x, z) * 16, 3));
  const inside = smooth(0.012, 0.035, membrane) * smooth(0.11, 0.15, r) * (1 - smooth(0.8, 0.84, r));
  const colour = mix(mix(hex('#f6efcf'), flesh, inside), hex('#f0c41a'), smooth(0.93, 0.96, r));
  return { colour, gloss: 0.04 * inside, rough: 0.15, bump: (a, b, c) => 0.015 * noise(a * 12, b * 12, c * 12) };
}

export default {
  wnid: 'n07749582',
  camera: { eye: [0.2, 2.8, 6.4], target: [0, 0.72, 0], view: 0.66, lens: 0.06 },
  ...room(),
  planes: [floor(boards({ light: '#8d5a36', dark: '#4a2a18' })), wall(plaster('#8f9c9e'), -7)],
  parts: [
    part(whole, peel, { at: [-0.95, 0.82, -0.1], turn: frame([0.9, 0.12, 0.45]), reach: 1.32 }),
    part(whole, peel, { at: [0.75, 0.78, -1.1], turn: frame([-0.8, 0.1, 0.6]), size: 0.92, reach: 1.32 }),
    part((x, y, z) => Math.max(whole(x, y, z), y), cut, {
      at: [0.95, 0.72, 0.8],
      turn: frame([-0.2, 0.35, 1]),
      size: 0.86,
      reach: 1.32,
    }),
  ],
};
