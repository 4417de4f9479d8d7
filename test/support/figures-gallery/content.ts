import { createRandom, deflectPixels, type FullImage } from '../../../src/index.js';
import { waveletDecompose, waveletThresholds } from '../../../src/index.js';
import type { ActivationMap, Scored } from '../../../web/src/figures/index.js';

const side = 64;

/** A yellow disc on a blue ground, the same everywhere. */
export const clean: FullImage<Uint8Array> = {
  width: side,
  height: side,
  channels: 3,
  data: Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const [pixel, c] = [Math.floor(i / 3), i % 3];
    const [x, y] = [pixel % side, Math.floor(pixel / side)];
    const inside = Math.hypot(x - 28, y - 30) < 18;
    return (inside ? [225, 190, 60] : [50, 80, 150])[c] + ((x * 7 + y * 13) % 11);
  }),
};

/** Each sample 4 levels up or down. */
export const attacked: FullImage<Uint8Array> = {
  ...clean,
  data: clean.data.map((value, i) => value + ((i * 2654435761) % 7 < 3 ? 4 : -4)),
};

/** 1 in the middle of the disc, 0 in the corners. */
export const map: ActivationMap = {
  width: side,
  height: side,
  data: Float32Array.from({ length: side * side }, (_, i) =>
    Math.max(0, 1 - Math.hypot((i % side) - 28, Math.floor(i / side) - 30) / 34),
  ),
};

/** Values of a map that is flatter. */
export const flatter: ActivationMap = { ...map, data: map.data.map((value) => Math.sqrt(value)) };

/** A deflection with the map, as the library does it. */
export function deflect(seed: number) {
  const numbers: number[] = [];
  const picture = deflectPixels(attacked, {
    map,
    deflections: 120,
    window: 3,
    random: createRandom(seed),
    onCopy: (...copy) => numbers.push(...copy),
  });
  return { picture, copies: Int32Array.from(numbers) };
}

const gray: FullImage = {
  width: side,
  height: side,
  channels: 1,
  data: Float32Array.from({ length: side * side }, (_, i) => attacked.data[3 * i]),
};
const coefficients = waveletDecompose(gray, { levels: 3 });
export const [{ details }] = coefficients.channels;
export const [thresholds] = waveletThresholds(coefficients, { sigma: 0.04 });

function scored(index: number, probability: number): Scored {
  const name = ['lemon', 'orange', 'acorn', 'banana', 'bell pepper'][index];
  return { label: `n0${index}`, name, index, probability };
}

export const scores = [scored(1, 0.936), scored(0, 0.044), scored(2, 0.008), scored(3, 0.003), scored(4, 0.002)];
export const says = { clean: scored(0, 0.947), attacked: scored(1, 0.936), deflected: scored(0, 0.782) };
export const outcomes = Array.from({ length: 8 }, (_, seed) => ({
  seed,
  picture: deflect(seed).picture,
  says: scored(seed % 3 === 2 ? 1 : seed === 4 ? 2 : 0, 0.5 + seed / 20),
}));

const sigmas = [0, 0.02, 0.04, 0.06, 0.08];
export const lines = [
  { name: 'clean', points: sigmas.map((x, i) => ({ x, y: [0.95, 0.94, 0.9, 0.8, 0.6][i] })) },
  {
    name: 'attacked',
    points: sigmas.map((x, i) => {
      const y = [0.05, 0.3, 0.7, 0.78, 0.5][i];
      return { x, y, low: Math.max(0, y - 0.1), high: y + 0.1 };
    }),
  },
];
