import type { FullImage } from '../../src/core/image.js';
import { handModel, type HandModel, handPicture, linear, quadratic, randomWeights } from './hand-model.js';

const [width, height] = [6, 4];
const samples = width * height * 3;

/** A picture of class 0, with the exact distance to the nearest of class 1. */
export interface Nearest {
  model: HandModel;
  x: FullImage<Float32Array>;
  distance: number;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);

const length = (a: ArrayLike<number>) => Math.sqrt(dot(a, a));

/** Behind a plane: w·(x' - x) = -distance ‖w‖, far from the edges of the box. */
export function behindPlane(distance: number, seed = 1, scale = 0.05): Nearest {
  const x = handPicture(width, height, seed, 100, 155);
  const [w] = randomWeights(1, samples, seed + 1, scale);
  const f = linear([w, w.map(() => 0)], [distance * length(w) - dot(w, x.data), 0]);
  return { model: handModel(width, height, f), x, distance };
}

/** Inside of a ball around another picture: the way to its edge leads straight away from the centre. */
export function insideBall(distance: number, seed = 1): Nearest {
  const x = handPicture(width, height, seed, 100, 155);
  const centre = handPicture(width, height, seed + 1, 110, 145).data;
  const radius = length(x.data.map((value, i) => value - centre[i])) + distance;
  const q = 5e-4;
  const f = quadratic([[...centre], [...centre]], [q, 0], [q * radius ** 2, 0]);
  return { model: handModel(width, height, f), x, distance };
}

/**
 * Behind a plane where the box is in the way: the nearest point is clip(x - s w), with the s at which it meets the plane
 * (the conditions of Karush, Kuhn and Tucker).
 */
export function besideEdge(seed = 1): Nearest & { nearest: Float32Array } {
  const x = handPicture(width, height, seed);
  const [w] = randomWeights(1, samples, seed + 1, 0.05);
  const nearest = x.data.map((value, i) => Math.min(255, Math.max(0, value - 2000 * w[i])));
  const f = linear([w, w.map(() => 0)], [-dot(w, nearest), 0]);
  const distance = length(nearest.map((value, i) => value - x.data[i]));
  return { model: handModel(width, height, f), x, distance, nearest };
}
