import { outOfRange } from '../../core/checks.js';

/**
 * Pearson's correlation of two sequences, in [−1,1]; null where one of them does not vary, or of fewer than two pairs.
 * In two passes: the means first, so that a large common offset costs no digits.
 *
 * @throws RangeError where the lengths differ
 */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  if (x.length !== y.length) throw outOfRange(`${x.length} values`, 'y', y);
  if (x.length < 2) return null;
  let [meanX, meanY] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    meanX += x[i] / x.length;
    meanY += y[i] / y.length;
  }
  let [xx, yy, xy] = [0, 0, 0];
  let [variesX, variesY] = [false, false];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i] - meanX, y[i] - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
    if (x[i] !== x[0]) variesX = true;
    if (y[i] !== y[0]) variesY = true;
  }
  const scale = Math.sqrt(xx) * Math.sqrt(yy);
  // Where values do vary but by too little for doubles, nothing can be said either.
  return variesX && variesY && scale > 0 ? Math.max(-1, Math.min(1, xy / scale)) : null;
}
