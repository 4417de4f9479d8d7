import type { Backward, Rule } from '../backward.js';
import { complement, scaled } from './masks.js';

/** e^(-x²) times a factor. */
function bell(b: Backward, x: string, factor: number): string {
  return scaled(b, b.emit('Exp', [b.emit('Neg', [b.emit('Mul', [x, x])])]), factor);
}

/** x · Φ(x), with the distribution function Φ of the normal distribution: the slope is Φ(x) + x · Φ'(x). */
function exactSlope(b: Backward, x: string): string {
  const u = scaled(b, x, Math.SQRT1_2);
  const half = b.floats([0.5], []);
  const distribution = b.emit('Add', [b.emit('Mul', [b.emit('Erf', [u]), half]), half]);
  return b.emit('Add', [distribution, b.emit('Mul', [x, bell(b, u, 1 / Math.sqrt(2 * Math.PI))])]);
}

/** x · s(2u) with the logistic function s and u = √(2/π) (x + 0.044715 x³): Hendrycks and Gimpel, arXiv 1606.08415. */
function tanhSlope(b: Backward, x: string): string {
  const [c, k] = [2 * Math.sqrt(2 / Math.PI), 0.044715];
  const square = b.emit('Mul', [x, x]);
  const one = b.floats([1], []);
  const u = scaled(b, b.emit('Mul', [x, b.emit('Add', [scaled(b, square, k), one])]), c);
  const slope = scaled(b, b.emit('Add', [scaled(b, square, 3 * k), one]), c);
  return logisticSlope(b, x, u, slope);
}

/** The slope of x · s(u), where u has a slope of its own: s + x · u' · s (1 - s). */
function logisticSlope(b: Backward, x: string, u: string, slope: string): string {
  const s = b.emit('Sigmoid', [u]);
  const change = b.emit('Mul', [b.emit('Mul', [s, complement(b, s)]), b.emit('Mul', [x, slope])]);
  return b.emit('Add', [s, change]);
}

const gelu: Rule = (b, [gradient]) => {
  const slope = b.string('approximate', 'none') === 'tanh' ? tanhSlope : exactSlope;
  return [b.emit('Mul', [gradient!, slope(b, b.input(0).name)])];
};

const quickGelu: Rule = (b, [gradient]) => {
  const x = b.input(0).name;
  const alpha = b.float('alpha', 1.702);
  return [b.emit('Mul', [gradient!, logisticSlope(b, x, scaled(b, x, alpha), b.floats([alpha], []))])];
};

/** The rules of the Gaussian error linear unit and of what it is made of. */
export const gelus: Readonly<Record<string, Rule>> = {
  Erf: (b, [gradient]) => [b.emit('Mul', [gradient!, bell(b, b.input(0).name, 2 / Math.sqrt(Math.PI))])],
  Gelu: gelu,
  'com.microsoft.Gelu': gelu,
  'com.microsoft.QuickGelu': quickGelu,
};
