import type { ActivationMap, Image } from '../../core/image.js';
import type { MadeFacts, PlaceFact } from '../records/record.js';

/** |x' - x| of each pixel, summed over the channels. */
function sizesOf(clean: Image, adversary: Image): Float64Array {
  const sizes = new Float64Array(clean.width * clean.height);
  for (let i = 0; i < clean.data.length; i++) {
    sizes[Math.floor(i / 3)] += Math.abs(adversary.data[i] - clean.data[i]);
  }
  return sizes;
}

/** The centre of mass of weights over pixels, as parts of width and height; undefined where all are 0. */
export function centreOfMass(weights: ArrayLike<number>, width: number, height: number): PlaceFact | undefined {
  let sum = 0;
  let across = 0;
  let down = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    across += weights[i] * ((i % width) + 0.5);
    down += weights[i] * (Math.floor(i / width) + 0.5);
  }
  return sum === 0 ? undefined : { x: across / sum / width, y: down / sum / height };
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Pearson's correlation; null where one of the two is constant. */
export function correlationOf(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const meanA = meanOf(a);
  const meanB = meanOf(b);
  let both = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const p = a[i] - meanA;
    const q = b[i] - meanB;
    both += p * q;
    squaresA += p * p;
    squaresB += q * q;
  }
  if (squaresA === 0 || squaresB === 0) return null;
  return Math.min(1, Math.max(-1, both / Math.sqrt(squaresA * squaresB)));
}

/**
 * Where the object and where the perturbation is, and whether that is the same place ("attacks are non-localized": Prakash
 * et al., CVPR 2018, section 4).
 * @param map where the classifier looks in the clean picture, of its size
 */
export function localise(
  map: ActivationMap,
  clean: Image,
  adversary: Image,
): Pick<MadeFacts, 'object' | 'perturbation' | 'correlation'> {
  const { width, height } = clean;
  const sizes = sizesOf(clean, adversary);
  const object = centreOfMass(map.data, width, height);
  const perturbation = centreOfMass(sizes, width, height);
  return {
    ...(object && { object }),
    ...(perturbation && { perturbation }),
    correlation: correlationOf(map.data, sizes),
  };
}
