// An orange and a half of one on a wooden table.
import { noise } from '../noise.mjs';
import { ellipsoid, length } from '../shapes.mjs';
import { boards, floor, part, plaster, room, wall } from '../stage.mjs';
import { frame, hex, mix, smooth } from '../vector.mjs';

const [peel, deep, pith] = [hex('#f58a0a'), hex('#e26a05'), hex('#f8e2b4')];
const bump = (x, y, z) => 0.012 * noise(x * 26, y * 26, z * 26);
const whole = (x, y, z) => ellipsoid(x, y, z, 1, 0.95, 1);
function skin(x, y, z) {
  const button = length(x, z);
  const colour = mix(
    mix(peel, deep, noise(x * 3, y * 3, z * 3)),
    hex('#5d6b22'),
    y > 0 ? smooth(0.1, 0.06, button) : 0,
  );
  return { colour, gloss: 0.045, rough: 0.28, bump };
}
const grain = (x, y, z) => 0.02 * noise(x * 12, y * 12, z * 12);
/** The cut face: peel, pith, ten segments between membranes. */
function cut(x, y, z) {
  if (y < -0.01) return skin(x, y, z);
  const r = length(x, z);
  const angle = ((Math.atan2(x, z) / Math.PI) * 5 + 0.15 * noise(x * 3, z * 3, 5) + 20) % 1;
  const membrane = Math.min(angle, 1 - angle) * r * 0.63;
  const sacs = noise(r * 8, Math.atan2(x, z) * 14, 3);
  const flesh = mix(hex('#f08a08'), hex('#ffb52e'), sacs);
  const inside = smooth(0.01, 0.03, membrane) * smooth(0.1, 0.14, r) * (1 - smooth(0.83, 0.87, r));
  return {
    colour: mix(mix(pith, flesh, inside), peel, smooth(0.94, 0.96, r)),
    gloss: 0.04 * inside,
    rough: 0.2,
    bump: grain,
  };
}

export default {
  wnid: 'n07747607',
  camera: { eye: [0.2, 2.6, 6.4], target: [0.15, 0.85, 0], view: 0.62, lens: 0.07 },
  ...room(),
  planes: [floor(boards()), wall(plaster('#9fb0b4'), -7)],
  parts: [
    part(whole, skin, { at: [-0.72, 0.95, -0.2], turn: frame([0.35, 1, 0.4]), reach: 1.02 }),
    part((x, y, z) => Math.max(whole(x, y, z), y), cut, {
      at: [1.0, 0.8, 0.55],
      turn: frame([-0.25, 0.5, 1]),
      size: 0.86,
      reach: 1.02,
    }),
  ],
};
