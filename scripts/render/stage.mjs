// What scenes have in common: parts, the light of a room, tables and walls.
import { cloud, lattice, noise } from './noise.mjs';
import { chain, length } from './shapes.mjs';
import { lamp } from './trace.mjs';
import { add, clamp, hex, mix, scale, smooth } from './vector.mjs';

/**
 * A part of a scene.
 * @param distance signed distance of (x, y, z) in its own frame
 * @param surface what (x, y, z) looks like
 * @param options `at` its middle, `turn` rows of its frame, `size`, `reach` radius of a ball around it in its own units,
 *   `pace` how far a step goes as a part of the distance (below 1 where that is only about right)
 */
export function part(distance, surface, options = {}) {
  return { distance, surface, at: [0, 0, 0], turn: undefined, size: 1, reach: 1.5, pace: 0.9, ...options };
}

/** Parts that are rods through points, a few in each part: rays that pass far from them cost little. */
export function rods(points, surface, { at = [0, 0, 0], turn, ...more } = {}, few = 6) {
  const parts = [];
  for (let i = 0; i + 1 < points.length; i += few) {
    const piece = points.slice(i, i + few + 1);
    const [x, y, z] = [0, 1, 2].map((k) => piece.reduce((sum, p) => sum + p[k], 0) / piece.length);
    const reach = Math.max(...piece.map((p) => length(p[0] - x, p[1] - y, p[2] - z) + p[3]));
    const place = add(at, turn ? add(add(scale(turn[0], x), turn[1], y), turn[2], z) : [x, y, z]);
    const shape = (a, b, c) => chain(a + x, b + y, c + z, piece);
    const look = (a, b, c) => surface(a + x, b + y, c + z);
    parts.push(part(shape, look, { ...more, at: place, turn, reach: reach + 0.01 }));
  }
  return parts;
}

/** A surface that is the same everywhere. */
export const plain = (colour, more = {}) => {
  const surface = { colour: typeof colour === 'string' ? hex(colour) : colour, ...more };
  return () => surface;
};

/** A room with a window at the left, in front: its lamps and its sky. */
export function room({ at = [-5, 6.5, 4.5], light = 11 } = {}) {
  return {
    lamps: [lamp(at, [0, 0.6, 0], [2.2, 2.2], [light * 1.08, light, light * 0.92])],
    sky: (d) => {
      const v = 0.55 * (0.75 + 0.35 * d[1] - 0.2 * d[0]);
      return [v * 1.08, v, v * 0.96];
    },
    exposure: 0.62,
    bounced: 1,
  };
}

/** Sunshine from the left, in front, under a blue sky with thin clouds. */
export function outdoors({ sun = [-14, 17, 12], clouds = 0.5 } = {}) {
  const [zenith, horizon] = [hex('#4f8fd8'), hex('#c3dcf0')];
  return {
    lamps: [lamp(sun, [0, 0, 0], [1.3, 1.3], [346, 330, 290])],
    sky: (d) => {
      const high = Math.max(d[1], 0.02);
      const veil = clouds * smooth(0.42, 0.75, cloud((d[0] / (high + 0.25)) * 2 + 5, (d[2] / (high + 0.25)) * 2, 7));
      return mix(mix(horizon, zenith, smooth(0, 0.55, d[1])), [1, 1, 1], veil);
    },
    exposure: 0.66,
    bounced: 1,
  };
}

/** A floor at a height. */
export const floor = (surface, y = 0) => ({ normal: [0, 1, 0], offset: y, surface });
/** A wall behind, at z. */
export const wall = (surface, z) => ({ normal: [0, 0, 1], offset: z, surface });

/** Boards of wood that run along x: each with its own tint, grain and gap. */
export function boards({ light = '#b98652', dark = '#6f4526', width = 1.35, gloss = 0.03 } = {}) {
  const [a, b] = [hex(light), hex(dark)];
  return (x, y, z) => {
    const board = Math.floor(z / width + 50.3);
    const gap = Math.abs(((z / width + 50.3) % 1) - 0.5);
    const rings = cloud(x * 0.3 + board * 13, z * 2.2, board) * 9;
    const fibre = noise(x * 2.5, z * 55, board) * 0.6 + noise(x * 8, z * 120, board) * 0.4;
    const tone = (0.82 + 0.35 * lattice(board, 3, 9)) * (1 - 0.75 * smooth(0.482, 0.497, gap));
    const colour = mix(a, b, clamp(0.55 * (0.5 + 0.5 * Math.sin(rings * 2.4)) + 0.5 * fibre - 0.1));
    return { colour: colour.map((v) => v * tone), gloss, rough: 0.25 };
  };
}

/** Painted plaster: almost even, with faint clouds. */
export function plaster(colour = '#cfc6b8', size = 0.6) {
  const base = hex(colour);
  return (x, y, z) => {
    const tone = 0.88 + 0.24 * cloud(x * size + 3, y * size, z * size);
    return { colour: base.map((v) => v * tone) };
  };
}

/** Woven cloth that lies flat. */
export function cloth(colour = '#d8cfc0', thread = 34) {
  const base = hex(colour);
  return (x, y, z) => {
    const weave = 0.5 + 0.25 * (Math.sin(x * thread) * Math.sin(z * thread) + noise(x * thread, z * thread));
    const tone = 0.75 + 0.35 * weave + 0.12 * (cloud(x * 0.8, z * 0.8, 4) - 0.5);
    return { colour: base.map((v) => v * tone) };
  };
}

/** Mown grass, as a surface only: from afar. */
export function grass(light = '#7fa043', dark = '#33551d') {
  const [a, b] = [hex(light), hex(dark)];
  return (x, y, z) => {
    const blade = 0.5 * noise(x * 14, z * 5, 1) + 0.5 * noise(x * 40, z * 12, 2);
    return { colour: mix(b, a, clamp(0.65 * blade + 0.5 * cloud(x * 0.7, z * 0.7, 3))) };
  };
}

/** Sand with ripples and grains. */
export function sand(colour = '#dcc398') {
  const base = hex(colour);
  return (x, y, z) => {
    const tone = 0.72 + 0.22 * noise(x * 3, z * 5) + 0.12 * noise(x * 30, z * 30) + 0.12 * noise(x * 90, z * 90);
    return { colour: base.map((v) => v * tone) };
  };
}
