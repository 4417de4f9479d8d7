// A white picket fence before a garden.
import { cloud, noise } from '../noise.mjs';
import { box } from '../shapes.mjs';
import { floor, grass, outdoors, part, wall } from '../stage.mjs';
import { hex, mix, smooth } from '../vector.mjs';

const gap = 0.62;
/** Pickets with pointed tops side by side, and two rails behind them. */
function fence(x, y, z) {
  const i = Math.max(-8, Math.min(8, Math.round(x / gap)));
  const u = x - i * gap;
  const picket = Math.max(box(u, y - 0.9, z, 0.19, 1.05, 0.045, 0.015), (y + Math.abs(u) * 0.9 - 1.95) * 0.74);
  const rails = Math.min(box(x, y - 0.45, z + 0.1, 6, 0.1, 0.05, 0.01), box(x, y - 1.35, z + 0.1, 6, 0.1, 0.05, 0.01));
  return Math.min(picket, rails);
}
function paint(x, y, z) {
  const grain = 0.86 + 0.1 * noise(x * 20, y * 1.5, z * 9) + 0.06 * cloud(x * 2, y * 2, z);
  const tone = grain * (0.75 + 0.25 * smooth(-0.1, 0.4, y));
  return { colour: [0.84 * tone, 0.84 * tone, 0.82 * tone], gloss: 0.03, rough: 0.4 };
}
/** A hedge: leaves in clumps, darker between them. */
function hedge(x, y, z) {
  const leaf = 0.5 * cloud(x * 1.5, y * 1.5, z) + 0.5 * noise(x * 9, y * 9, z);
  return { colour: mix(hex('#16290e'), hex('#5f8a35'), smooth(0.25, 0.8, leaf)) };
}

export default {
  wnid: 'n03930313',
  camera: { eye: [1.5, 1.6, 5.6], target: [0.2, 1.0, 0], view: 0.66, lens: 0.05 },
  ...outdoors({ sun: [-9, 17, 14] }),
  planes: [floor(grass()), wall(hedge, -4)],
  parts: [part(fence, paint, { reach: 8, pace: 0.8 })],
};
