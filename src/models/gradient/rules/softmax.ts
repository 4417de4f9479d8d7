import type { Rule } from '../backward.js';

const keep = { keepdims: { int: 1 } };

/** y (d − Σ d y), the sum over the axis. */
const softmax: Rule = (b, [gradient]) => {
  if (gradient === undefined) return [];
  const y = b.output().name;
  const sum = b.emit('ReduceSum', [b.emit('Mul', [gradient, y]), b.int64([b.int('axis', -1)])], keep);
  return [b.emit('Mul', [y, b.emit('Sub', [gradient, sum])])];
};

/** d − exp(y) Σ d, the sum over the axis. */
const logSoftmax: Rule = (b, [gradient]) => {
  if (gradient === undefined) return [];
  const sum = b.emit('ReduceSum', [gradient, b.int64([b.int('axis', -1)])], keep);
  return [b.emit('Sub', [gradient, b.emit('Mul', [b.emit('Exp', [b.output().name]), sum])])];
};

export const softmaxRules: Record<string, Rule> = { Softmax: softmax, LogSoftmax: logSoftmax };
