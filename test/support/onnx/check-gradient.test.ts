import { describe, expect, it } from 'vitest';
import { graph, node, randomTensor, tensor } from './build.js';
import { centralDifferences, checkGradient } from './check-gradient.js';
import { prepare } from './reference/evaluate.js';

describe('centralDifferences', () => {
  it('is exact to 1e-8 for a smooth function', () => {
    const gradient = centralDifferences(([x, y]) => Math.sin(x) * Math.exp(y), Float64Array.of(0.7, -0.3));
    expect(gradient[0]).toBeCloseTo(Math.cos(0.7) * Math.exp(-0.3), 8);
    expect(gradient[1]).toBeCloseTo(Math.sin(0.7) * Math.exp(-0.3), 8);
  });

  it.each([
    ['at the point', 0],
    ['next to it', 1e-6],
    ['within the wider step', -8e-6],
  ])('refuses a kink %s', (_, place) => {
    const bent = ([x, y]: Float64Array) => Math.max(x - place, 0) + y * y;
    expect(() => centralDifferences(bent, Float64Array.of(0, 0.5))).toThrow('value 0 sits on a kink');
  });

  it('refuses a function that does not change, or is not a number', () => {
    const nothing = /nothing to test/;
    expect(() => centralDifferences(() => 1, Float64Array.of(0, 0.5))).toThrow(nothing);
    expect(() => centralDifferences(([x]) => Math.log(x), Float64Array.of(-1))).toThrow(nothing);
  });
});

const quantized = graph({
  inputs: { x: ['N', 8] },
  output: 'y',
  weights: { scale: tensor([], [0.05]), zero: { dims: [], data: [100], type: 'uint8' }, w: randomTensor([8, 5], 1) },
  nodes: [
    node('QuantizeLinear', ['x', 'scale', 'zero'], ['q']),
    node('DequantizeLinear', ['q', 'scale', 'zero'], ['d']),
    node('Mul', ['d', 'd'], ['square']),
    node('MatMul', ['square', 'w'], ['y']),
  ],
});

describe('checkGradient', () => {
  it('measures an error far below its limit where the gradient is right', async () => {
    const { gradientError, logitsError } = await checkGradient(quantized, { straightThrough: true });
    expect(gradientError).toBeLessThan(1e-5);
    expect(logitsError).toBeLessThan(1e-6);
  });

  it('fails where the reference says otherwise', async () => {
    // Rounding has no derivative of its own, while the graph passes the gradient straight through.
    await expect(checkGradient(quantized)).rejects.toThrow('nothing to test');
    // All values are clipped at -5.
    const through = checkGradient(quantized, { straightThrough: true, range: [-9, -6] });
    await expect(through).rejects.toThrow('nothing to test');
  });

  it('takes a value within the graph, and another output', async () => {
    await checkGradient(quantized, { wrt: 'd', output: 'y' });
    await checkGradient(quantized, { wrt: 'd', output: 'square' });
  });
});

describe('the straight-through reference', () => {
  it('keeps the rounding of the point of the derivative, and no gradient where the integer is clipped', () => {
    const { evaluate } = prepare(quantized);
    const at = (values: readonly number[], roundings = new Map<string, Float64Array>()) => {
      const x = { dims: [1, 8], data: Float64Array.from({ length: 8 }, (_, i) => values[i] ?? 0), type: 1 };
      return { roundings, d: evaluate({ x }, roundings).get('d')?.data ?? [] };
    };
    // Steps of 0.05 from -5 to 7.75.
    const base = at([0.31, 9, -9, 7.76]);
    [0.3, 7.75, -5, 7.75].forEach((value, i) => expect(base.d[i]).toBeCloseTo(value, 6));
    const moved = at([0.313, 9.003, -9.003, 7.763], base.roundings);
    [0.303, 7.75, -5, 7.753].forEach((value, i) => expect(moved.d[i]).toBeCloseTo(value, 6));
  });
});
