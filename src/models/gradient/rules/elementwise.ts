import type { Backward, Rule } from '../backward.js';
import { complement, mask, ramp, scaled, within } from './masks.js';

/** Gradient times a slope. */
function times(b: Backward, gradient: string, slope: string): string {
  return b.emit('Mul', [gradient, slope]);
}

/** One slope where x > 0, another elsewhere. */
function slopes(b: Backward, x: string, positive: string, other: string): string {
  return b.emit('Where', [b.emit('Greater', [x, b.floats([0], [])]), positive, other]);
}

/** The limits of a Clip, or undefined for one that is computed by the graph. */
function limit(b: Backward, place: number, fallback: number): number | undefined {
  if (!b.hasInput(place)) return fallback;
  if (b.needs(place)) throw b.error('has a limit that depends on the input: export it with constant limits');
  return b.known(b.input(place))?.data[0];
}

/** 0 at and outside of both limits; where it clips is seen from the output, so that Conv and Clip can be fused. */
const clip: Rule = (b, [gradient]) => {
  const [low, high] = [limit(b, 1, -Infinity), limit(b, 2, Infinity)];
  const y = b.output().name;
  if (low !== undefined && high !== undefined) return [within(b, gradient!, y, low, high)];
  const masks = [
    b.hasInput(1) ? b.emit('Greater', [y, b.input(1).name]) : '',
    b.hasInput(2) ? b.emit('Less', [y, b.input(2).name]) : '',
  ].filter(Boolean);
  const inside = masks.length === 2 ? b.emit('And', masks) : masks[0];
  return [b.emit('Where', [inside, gradient!, b.floats([0], [])])];
};

/** y = x for x > 0, else alpha · x. */
const leakyRelu: Rule = (b, [gradient]) => {
  const alpha = b.float('alpha', 0.01);
  const positive = mask(b, b.input(0).name, 'above', 0);
  const slope =
    alpha >= 0 && alpha <= 1
      ? ramp(b, positive, 1 - alpha, alpha)
      : b.emit('Add', [scaled(b, positive, 1 - alpha), b.floats([alpha], [])]);
  return [times(b, gradient!, slope)];
};

/** y = scale · x for x > 0, else scale · alpha · (eˣ - 1): the slope there is y + scale · alpha. */
function exponential(b: Backward, gradient: string, scale: number, alpha: number): string {
  const other = b.emit('Add', [b.output().name, b.floats([scale * alpha], [])]);
  return times(b, gradient, slopes(b, b.input(0).name, b.floats([scale], []), other));
}

const hardSigmoid: Rule = (b, [gradient]) => {
  const inside = within(b, gradient!, b.output().name, 0, 1);
  return [scaled(b, inside, b.float('alpha', 0.2))];
};

/** y = x · h with h = HardSigmoid(x / 6 + 1/2): the slope is h + x / 6 where 0 < h < 1, else h. */
const hardSwish: Rule = (b, [gradient]) => {
  const x = b.input(0).name;
  const h = ramp(b, x, 1 / 6, 0.5);
  const sixth = ramp(b, within(b, mask(b, h, 'above', 0), h, -Infinity, 1), 1 / 6, 0);
  return [times(b, gradient!, b.emit('Add', [h, times(b, x, sixth)]))];
};

const sigmoid: Rule = (b, [gradient]) => {
  const y = b.output().name;
  return [times(b, times(b, gradient!, y), complement(b, y))];
};

const tanh: Rule = (b, [gradient]) => {
  const y = b.output().name;
  return [times(b, gradient!, complement(b, b.emit('Mul', [y, y])))];
};

/** The rules of activation functions, which work on each element alone. */
export const elementwise: Readonly<Record<string, Rule>> = {
  Clip: clip,
  Elu: (b, [gradient]) => [exponential(b, gradient!, 1, b.float('alpha', 1))],
  HardSigmoid: hardSigmoid,
  HardSwish: hardSwish,
  LeakyRelu: leakyRelu,
  /** Relu'(0) = 0. The output serves as well as the input, and leaves Conv and Relu free to be fused. */
  Relu: (b, [gradient]) => [within(b, gradient!, b.output().name, 0, Infinity)],
  Selu: (b, [gradient]) => [
    exponential(b, gradient!, b.float('gamma', 1.0507009873554805), b.float('alpha', 1.6732632423543772)),
  ],
  Sigmoid: sigmoid,
  Softplus: (b, [gradient]) => [times(b, gradient!, b.emit('Sigmoid', [b.input(0).name]))],
  Tanh: tanh,
};
