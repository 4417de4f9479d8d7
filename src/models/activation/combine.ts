/** How class maps become one map. */
export const aggregates = ['geometric-mean', 'exponential'] as const;
export type Aggregate = (typeof aggregates)[number];

/** Scales values to [0,1] by their minimum and maximum; constant ones become 0. */
export function minMax(values: ArrayLike<number>): Float64Array {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  const range = high - low;
  const result = new Float64Array(values.length);
  if (range > 0) for (let i = 0; i < result.length; i++) result[i] = (values[i] - low) / range;
  return result;
}

/** What keeps the logarithm of a map's 0 finite. */
const floor = 1e-12;

/**
 * The robust activation map of class maps in order of score, each min-max scaled first: their geometric mean
 * exp(mean(ln(m + 1e-12))), as in the notebook of iamaaditya/pixel-deflection, or Σ mᵢ / 2ⁱ with i from 1 (Prakash et
 * al., "Deflecting adversarial attacks with pixel deflection", CVPR 2018, section 5).
 */
export function combine(classMaps: readonly ArrayLike<number>[], aggregate: Aggregate): Float64Array {
  const scaled = classMaps.map(minMax);
  const result = new Float64Array(scaled[0].length);
  for (let i = 0; i < result.length; i++) {
    let sum = 0;
    if (aggregate === 'exponential') {
      for (let c = 0; c < scaled.length; c++) sum += scaled[c][i] / 2 ** (c + 1);
      result[i] = sum;
    } else {
      for (const map of scaled) sum += Math.log(map[i] + floor);
      result[i] = Math.exp(sum / scaled.length);
    }
  }
  return result;
}
