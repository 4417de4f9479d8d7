import { describe, expect, it } from 'vitest';
import { graph, int64, node, tensor } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';
import { make } from '../../../../test/support/onnx/reference/tensor.js';
import { run } from '../../../../test/support/onnx/run.js';
import { differentiate } from '../differentiate.js';

describe('gradients of operators that pass values on', () => {
  it('Identity, and Cast to double and back', async () => {
    const bytes = graph({
      inputs: { x: ['N', 4] },
      output: 'y',
      nodes: [
        node('Identity', ['x'], ['i']),
        node('Cast', ['i'], ['d'], { to: 11 }),
        node('Exp', ['d'], ['e']),
        node('Cast', ['e'], ['f'], { to: 1 }),
        node('Cast', ['f'], ['y'], { to: 1 }),
      ],
    });
    await checkGradient(bytes);
  });

  it('through float16, to its precision', async () => {
    const bytes = graph({
      inputs: { x: ['N', 4] },
      output: 'y',
      nodes: [
        node('Cast', ['x'], ['h'], { to: 10 }),
        node('HardSwish', ['h'], ['s']),
        node('LeakyRelu', ['s'], ['l'], { alpha: 0.5 }),
        node('Cast', ['l'], ['y'], { to: 1 }),
      ],
    });
    const x = make([1, 4], Float64Array.of(1, -1, 2, -4));
    const d_logits = make([1, 4], Float64Array.of(1, 1, 1, 1));
    const { d_input } = await run(await differentiate(bytes), { x, d_logits });
    const expected = [1 / 3 + 0.5, 0.5 * (0.5 - 1 / 3), 2 / 3 + 0.5, 0];
    for (const [i, value] of d_input.data.entries()) expect(value).toBeCloseTo(expected[i], 2);
  });

  it('an integer has no gradient', async () => {
    const bytes = graph({
      inputs: { x: ['N', 4] },
      output: 'y',
      nodes: [
        node('Cast', ['x'], ['i'], { to: 6 }),
        node('Cast', ['i'], ['f'], { to: 1 }),
        node('Mul', ['f', 'x'], ['y']),
      ],
    });
    const x = make([1, 4], Float64Array.of(1.5, -2.5, 3, 0.1));
    const d_logits = make([1, 4], Float64Array.of(1, 1, 1, 1));
    const { d_input } = await run(await differentiate(bytes), { x, d_logits });
    expect(Array.from(d_input.data)).toEqual([1, -2, 3, 0]);
  });

  it.each([7, 10, 12, 13, 22])('Dropout of opset %d', async (opset) => {
    const bytes = graph({
      inputs: { x: ['N', 4] },
      output: 'y',
      nodes: [
        node('Dropout', opset < 12 ? ['x'] : ['x', 'ratio'], ['d'], opset < 12 ? { ratio: 0.5 } : {}),
        node('Mul', ['d', 'd'], ['y']),
      ],
      weights: opset < 12 ? {} : { ratio: tensor([], [0.5]) },
      opset,
    });
    await checkGradient(bytes);
  });

  it('Dropout whose mask is used', async () => {
    const bytes = graph({
      inputs: { x: ['N', 4] },
      output: 'y',
      nodes: [
        node('Dropout', ['x'], ['d', 'mask']),
        node('Cast', ['mask'], ['m'], { to: 1 }),
        node('Mul', ['d', 'm'], ['y']),
      ],
      opset: 12,
    });
    await checkGradient(bytes);
  });

  it('names Dropout in training', async () => {
    const bytes = graph({
      inputs: { x: ['N', 4] },
      output: 'y',
      nodes: [node('Dropout', ['x', 'ratio', 'training'], ['y'])],
      weights: { ratio: tensor([], [0.5]), training: { dims: [], data: [1], type: 'bool' } },
    });
    await expect(differentiate(bytes)).rejects.toThrow(
      'Dropout (node Dropout_y) drops values at random: export the model for inference, not for training',
    );
  });
});

describe('straight-through gradients of quantization', () => {
  it.each<['uint8' | 'int8', number]>([
    ['uint8', 10],
    ['uint8', 128],
    ['int8', 0],
    ['int8', -100],
  ])('of the whole tensor to %s with zero point %d', async (type, zero) => {
    const bytes = graph({
      inputs: { x: ['N', 3, 4] },
      output: 'y',
      nodes: [
        node('QuantizeLinear', ['x', 'scale', 'zero'], ['q']),
        node('DequantizeLinear', ['q', 'scale', 'zero'], ['d']),
        node('Mul', ['d', 'x'], ['y']),
      ],
      weights: { scale: tensor([], [0.02]), zero: { dims: [], data: [zero], type } },
      opset: 13,
    });
    const x = make([1, 3, 4], Float64Array.of(0, 0.1, -0.1, 1, -1, 2, -2, 3, -3, 10, -10, 0.5));
    const ones = make([1, 3, 4], new Float64Array(12).fill(1));
    const { d_input, y } = await run(await differentiate(bytes), { x, d_logits: ones });
    const [low, high] = type === 'uint8' ? [0, 255] : [-128, 127];
    for (const [i, value] of x.data.entries()) {
      const place = Math.round(value / 0.02) + zero;
      const d = value === 0 ? 0 : y.data[i] / value;
      expect(d_input.data[i]).toBeCloseTo((place >= low && place <= high ? value : 0) + d, 4);
    }
  });

  it('by axis, with shape operators on the integers', async () => {
    const bytes = graph({
      inputs: { x: ['N', 3, 4] },
      output: 'y',
      nodes: [
        node('QuantizeLinear', ['x', 'scale', 'zero'], ['q'], { axis: 1 }),
        node('Transpose', ['q'], ['t'], { perm: [0, 2, 1] }),
        node('DequantizeLinear', ['t', 'scale', 'zero'], ['d'], { axis: -1 }),
        node('Reshape', ['d', 'flat'], ['y']),
      ],
      weights: {
        scale: tensor([3], [0.1, 0.01, 0.2]),
        zero: { dims: [3], data: [1, 0, -3], type: 'int8' },
        flat: int64([0, -1]),
      },
      opset: 13,
    });
    await checkGradient(bytes, { straightThrough: true, range: [-1, 1] });
  });

  it('constant weights in integers', async () => {
    const bytes = graph({
      inputs: { x: ['N', 2, 3] },
      output: 'y',
      nodes: [node('DequantizeLinear', ['w', 'scale'], ['f'], { axis: 0 }), node('Mul', ['x', 'f'], ['y'])],
      weights: {
        w: { dims: [2, 3], data: [1, -2, 3, 50, -60, 70], type: 'int8' },
        scale: tensor([2], [0.5, 0.1]),
      },
      opset: 13,
    });
    await checkGradient(bytes);
  });

  it('around a convolution, with weights in integers', async () => {
    const bytes = graph({
      inputs: { x: ['N', 2, 5, 5] },
      output: 'y',
      nodes: [
        node('QuantizeLinear', ['x', 'scale', 'zero'], ['q']),
        node('DequantizeLinear', ['q', 'scale', 'zero'], ['d']),
        node('DequantizeLinear', ['w', 'scales'], ['f'], { axis: 0 }),
        node('Conv', ['d', 'f'], ['c'], { strides: [2, 1], pads: [1, 0, 0, 1] }),
        node('Sigmoid', ['c'], ['y']),
      ],
      weights: {
        scale: tensor([], [0.03]),
        zero: { dims: [], data: [100], type: 'uint8' },
        w: { dims: [3, 2, 3, 3], data: Array.from({ length: 54 }, (_, i) => ((i * 37) % 255) - 127), type: 'int8' },
        scales: tensor([3], [0.01, 0.004, 0.02]),
      },
      opset: 13,
    });
    await checkGradient(bytes, { straightThrough: true, seed: 1 });
  });
});
