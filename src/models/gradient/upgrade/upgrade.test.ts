import { describe, expect, it } from 'vitest';
import { type AttributeValue, graph, int64, node, randomTensor, tensor } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';
import { make } from '../../../../test/support/onnx/reference/tensor.js';
import { feedsFor, relativeError, run } from '../../../../test/support/onnx/run.js';
import { differentiate } from '../differentiate.js';

/** Differentiates a graph and checks that all of its outputs are what they were. */
async function sameOutputs(bytes: Uint8Array): Promise<void> {
  const feeds = feedsFor(bytes);
  const before = await run(bytes, feeds);
  const [first] = Object.values(before);
  const after = await run(await differentiate(bytes), {
    ...feeds,
    d_logits: make(first.dims, new Float64Array(first.data)),
  });
  for (const [name, { dims, data }] of Object.entries(before)) {
    expect(after[name].dims).toEqual(dims);
    expect(relativeError(Array.from(after[name].data, Number), Array.from(data, Number))).toBeLessThanOrEqual(1e-6);
  }
}

describe('models of old opsets', () => {
  it.each<[string, number, Record<string, AttributeValue>, number[]]>([
    ['Softmax', 7, {}, [3, 4]],
    ['Softmax', 12, { axis: 2 }, [3, 4]],
    ['Softmax', 11, { axis: -1 }, [3, 4]],
    ['Softmax', 11, { axis: -2 }, [3, 4, 2]],
    ['Softmax', 12, { axis: 0 }, [3]],
    ['Softmax', 12, {}, [5]],
    ['LogSoftmax', 7, {}, [3, 2, 2]],
    ['LogSoftmax', 11, { axis: 2 }, [3, 2, 2]],
  ])('%s of opset %d with %j on [N, %j]: one axis from there on', async (op, opset, attributes, dims) => {
    const bytes = graph({
      inputs: { x: ['N', ...dims] },
      output: 'y',
      nodes: [node(op, ['x'], ['y'], attributes)],
      opset,
    });
    await checkGradient(bytes, { seed: 1 });
    await sameOutputs(bytes);
  });

  it.each([7, 8, 9, 12, 14])('BatchNormalization of opset %d', async (opset) => {
    const bytes = graph({
      inputs: { x: ['N', 3, 2, 2] },
      output: 'y',
      nodes: [node('BatchNormalization', ['x', 's', 'b', 'm', 'v'], ['y'], { epsilon: 1e-3 })],
      weights: {
        s: randomTensor([3], 1),
        b: randomTensor([3], 2),
        m: randomTensor([3], 3),
        v: tensor([3], [0.5, 1, 2]),
      },
      opset,
    });
    await checkGradient(bytes);
  });

  it.each(['nearest', 'linear'])('Upsample by %s of opsets 7 and 9', async (mode) => {
    const spec = { inputs: { x: ['N', 2, 3, 4] }, output: 'y' };
    const old = graph({ ...spec, nodes: [node('Upsample', ['x'], ['y'], { mode, scales: [1, 1, 2, 3] })], opset: 7 });
    const weights = { scales: tensor([4], [1, 1, 2, 2]) };
    const nine = graph({ ...spec, nodes: [node('Upsample', ['x', 'scales'], ['y'], { mode })], weights, opset: 9 });
    for (const bytes of [old, nine]) {
      // oxlint-disable-next-line no-await-in-loop -- a session at a time
      await checkGradient(bytes);
      // oxlint-disable-next-line no-await-in-loop
      await sameOutputs(bytes);
    }
  });

  it.each([
    ['nearest', [1, 1, 2, 3]],
    ['nearest', [1, 1, 0.5, 0.5]],
    ['linear', [1, 1, 2, 2]],
    ['linear', [1, 1, 0.5, 0.75]],
  ])('Resize by %s of opset 10 with scales %j', async (mode, scales) => {
    const bytes = graph({
      inputs: { x: ['N', 2, 4, 8] },
      output: 'y',
      nodes: [node('Resize', ['x', 'scales'], ['y'], { mode })],
      weights: { scales: tensor([4], scales) },
      opset: 10,
    });
    await sameOutputs(bytes);
    await checkGradient(bytes);
  });

  it('names a Resize of opset 10 that can no longer be written', async () => {
    const bytes = graph({
      inputs: { x: ['N', 2, 4, 8] },
      output: 'y',
      nodes: [node('Resize', ['x', 'scales'], ['y'])],
      weights: { scales: tensor([4], [1, 1, 2, 0.5]) },
      opset: 10,
    });
    await expect(differentiate(bytes)).rejects.toThrow(
      'Resize (node Resize_y) of opset 10 has scales that are computed or mixed: export the model in opset 11 or later',
    );
  });

  it.each([11, 13])('Resize of opset %d with empty scales beside sizes', async (opset) => {
    const bytes = graph({
      inputs: { x: ['N', 2, 4, 4] },
      output: 'y',
      nodes: [
        node('Shape', ['x'], ['shape']),
        node('Slice', ['shape', 'zero', 'two'], ['first']),
        node('Concat', ['first', 'size'], ['sizes'], { axis: 0 }),
        node('Resize', ['x', 'none', 'none', 'sizes'], ['y'], {
          mode: 'linear',
          coordinate_transformation_mode: 'half_pixel',
        }),
      ],
      weights: { none: tensor([0], []), zero: int64([0]), two: int64([2]), size: int64([7, 6]) },
      opset,
    });
    await sameOutputs(bytes);
    await checkGradient(bytes);
  });

  it('keeps what is beside the path: TopK of opset 7, Scatter, reductions, a Hardmax', async () => {
    const bytes = graph({
      inputs: { x: ['N', 4] },
      output: ['y', 'best', 'norm', 'product', 'hard', 'moved'],
      nodes: [
        node('TopK', ['x'], ['best', 'order'], { k: 2 }),
        node('ReduceL2', ['x'], ['norm'], { axes: [1] }),
        node('ReduceProd', ['x'], ['product'], { axes: [0], keepdims: 0 }),
        node('Hardmax', ['x'], ['hard']),
        node('Scatter', ['c', 'at', 'd'], ['moved'], { axis: 1 }),
        node('Exp', ['x'], ['y']),
      ],
      weights: {
        c: tensor([1, 3], [1, 2, 3]),
        at: int64([2], [1, 1]),
        d: tensor([1, 1], [9]),
      },
      opset: 9,
    });
    await sameOutputs(bytes);
  });

  it.each<[string, Record<string, AttributeValue>, number]>([
    ['a tensor', { value: tensor([1, 2], [2, 3]) }, 9],
    ['a number', { value_float: 2.5 }, 12],
    ['numbers', { value_floats: [2.5, -1] }, 13],
  ])('Constant that holds %s', async (_, attributes, opset) => {
    const bytes = graph({
      inputs: { x: ['N', 2] },
      output: ['y', 'seen'],
      nodes: [
        node('Constant', [], ['c'], attributes),
        node('Constant', [], ['seen'], attributes),
        node('Mul', ['x', 'c'], ['m']),
        node('Add', ['m', 'seen'], ['y']),
      ],
      opset,
    });
    await checkGradient(bytes);
    await sameOutputs(bytes);
  });

  it('Constant that holds integers, as axes and as a shape', async () => {
    const bytes = graph({
      inputs: { x: ['N', 2, 3] },
      output: 'y',
      nodes: [
        node('Constant', [], ['axis'], { value_int: 1 }),
        node('Constant', [], ['one'], { value_ints: [1] }),
        node('Reshape', ['axis', 'one'], ['axes']),
        node('ReduceSum', ['x', 'axes'], ['s'], { keepdims: 0 }),
        node('Constant', [], ['shape'], { value_ints: [-1, 3, 1] }),
        node('Reshape', ['s', 'shape'], ['r']),
        node('Mul', ['r', 'r'], ['y']),
      ],
      opset: 13,
    });
    await checkGradient(bytes);
  });
});
