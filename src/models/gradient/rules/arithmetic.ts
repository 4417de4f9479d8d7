import type { Backward, Rule } from '../backward.js';
import { scaled } from './masks.js';

/** The gradient of an operand from one of the output's shape. */
function reduced(b: Backward, place: number, gradient: () => string): string | undefined {
  return b.needs(place) ? b.unbroadcast(gradient(), b.output(), b.input(place)) : undefined;
}

const mul: Rule = (b, [gradient]) => [
  reduced(b, 0, () => b.emit('Mul', [gradient!, b.input(1).name])),
  reduced(b, 1, () => b.emit('Mul', [gradient!, b.input(0).name])),
];

/** y = a / b: d/b and -d · y / b. */
const div: Rule = (b, [gradient]) => {
  const quotient = b.emit('Div', [gradient!, b.input(1).name]);
  return [
    reduced(b, 0, () => quotient),
    reduced(b, 1, () => b.emit('Neg', [b.emit('Mul', [quotient, b.output().name])])),
  ];
};

const sub: Rule = (b, [gradient]) => {
  const second = reduced(b, 1, () => gradient!);
  return [reduced(b, 0, () => gradient!), second && b.emit('Neg', [second])];
};

/** p · xᵖ⁻¹. */
function powerSlope(b: Backward): string {
  const [x, p] = [b.input(0), b.input(1)];
  const known = b.known(p);
  const exponents = known && new Set(known.data);
  const [only] = exponents?.size === 1 ? exponents : [];
  if (only === 2) return scaled(b, x.name, 2);
  if (only === 0.5) return b.emit('Div', [b.floats([0.5], []), b.output().name]);
  // Not xᵖ / x, which has no value at 0, where xᵖ⁻¹ has one.
  const exponent = known ? b.floats(known.data, known.dims) : b.emit('CastLike', [p.name, x.name]);
  const less = known
    ? b.floats(
        known.data.map((value) => value - 1),
        known.dims,
      )
    : b.emit('Sub', [exponent, b.floats([1], [])]);
  return b.emit('Mul', [b.emit('Pow', [x.name, less]), exponent]);
}

/** y = xᵖ: p · xᵖ⁻¹, and y · ln x for p where x > 0, else 0. */
const pow: Rule = (b, [gradient]) => [
  reduced(b, 0, () => b.emit('Mul', [gradient!, powerSlope(b)])),
  reduced(b, 1, () => {
    const x = b.input(0).name;
    const positive = b.emit('Greater', [x, b.floats([0], [])]);
    const logarithm = b.emit('Log', [b.emit('Where', [positive, x, b.floats([1], [])])]);
    return b.emit('Mul', [gradient!, b.emit('Mul', [b.output().name, logarithm])]);
  }),
];

/** Any number of operands, each with the same part of the gradient. */
function addition(part: (b: Backward, gradient: string) => string): Rule {
  return (b, [gradient]) => {
    const share = part(b, gradient!);
    return b.node.input.map((_, place) => reduced(b, place, () => share));
  };
}

/** The first operand that equals the output takes the gradient there. */
const extremum: Rule = (b, [gradient]) => {
  const zero = b.floats([0], []);
  const last = b.node.input.length - 1;
  let rest = gradient!;
  return b.node.input.map((name, place) => {
    if (place === last) return reduced(b, place, () => rest);
    const equal = b.emit('Equal', [name, b.output().name]);
    const here = rest;
    rest = b.emit('Where', [equal, zero, here]);
    return reduced(b, place, () => b.emit('Where', [equal, here, zero]));
  });
};

const where: Rule = (b, [gradient]) => {
  const condition = b.input(0).name;
  const zero = b.floats([0], []);
  return [
    undefined,
    reduced(b, 1, () => b.emit('Where', [condition, gradient!, zero])),
    reduced(b, 2, () => b.emit('Where', [condition, zero, gradient!])),
  ];
};

/** y = x for x > 0, else slope · x. */
const pRelu: Rule = (b, [gradient]) => {
  const [x, slope] = [b.input(0).name, b.input(1).name];
  const zero = b.floats([0], []);
  const factor = () => b.emit('Where', [b.emit('Greater', [x, zero]), b.floats([1], []), slope]);
  return [
    reduced(b, 0, () => b.emit('Mul', [gradient!, factor()])),
    reduced(b, 1, () => b.emit('Mul', [gradient!, b.emit('Min', [x, zero])])),
  ];
};

/** The rules of arithmetic on tensors that broadcast, and of functions of one number. */
export const arithmetic: Readonly<Record<string, Rule>> = {
  /** Abs'(0) = 0. */
  Abs: (b, [gradient]) => [b.emit('Mul', [gradient!, b.emit('Sign', [b.input(0).name])])],
  Add: addition((_, gradient) => gradient),
  Div: div,
  Exp: (b, [gradient]) => [b.emit('Mul', [gradient!, b.output().name])],
  Log: (b, [gradient]) => [b.emit('Div', [gradient!, b.input(0).name])],
  Max: extremum,
  Mean: addition((b, gradient) => scaled(b, gradient, 1 / b.node.input.length)),
  Min: extremum,
  Mul: mul,
  Neg: (b, [gradient]) => [b.emit('Neg', [gradient!])],
  Pow: pow,
  PRelu: pRelu,
  Reciprocal: (b, [gradient]) => {
    const y = b.output().name;
    return [b.emit('Neg', [b.emit('Mul', [gradient!, b.emit('Mul', [y, y])])])];
  },
  Sqrt: (b, [gradient]) => [b.emit('Div', [scaled(b, gradient!, 0.5), b.output().name])],
  Sub: sub,
  Sum: addition((_, gradient) => gradient),
  Where: where,
};
