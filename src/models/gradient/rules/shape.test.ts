import { describe, it } from 'vitest';
import { type AttributeValue, graph, int64, node, randomTensor, tensor } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';

/** Weights that make every element of the result count differently. */
const weigh = (name: string, dims: readonly number[]) => ({
  nodes: [node('Mul', [name, 'w'], ['y'])],
  weights: { w: randomTensor(dims, 11) },
});

describe('gradients of operators that change the shape', () => {
  it.each<[string, number[], number[]]>([
    ['Reshape', [0, -1], [12]],
    ['Reshape', [-1, 4], [4]],
    ['Reshape', [0, 2, 3, 2], [2, 3, 2]],
    ['Reshape', [-1], []],
    ['Unsqueeze', [1, -1], [1, 3, 4, 1]],
    ['Unsqueeze', [0], [1, 3, 4]],
    ['Expand', [2, 1, 3, 4], [3, 4]],
    ['Expand', [1, 1, 1], [3, 4]],
  ])('%s %j', async (op, data, dims) => {
    const { nodes, weights } = weigh('r', dims);
    const bytes = graph({
      inputs: { x: op === 'Expand' ? [1, 3, 4] : ['N', 3, 4] },
      output: 'y',
      nodes: [node(op, ['x', 'data'], ['r']), ...nodes],
      weights: { ...weights, data: int64(data) },
    });
    await checkGradient(bytes, { batch: 3 });
  });

  it.each<[string, Record<string, AttributeValue>, number[]]>([
    ['Unsqueeze', { axes: [1, 3] }, [1, 3, 1, 1, 2]],
    ['Squeeze', { axes: [2] }, [3, 2]],
    ['Squeeze', {}, [3, 2]],
    ['Flatten', {}, [6]],
    ['Flatten', { axis: 2 }, [2]],
    ['Flatten', { axis: 0 }, []],
    ['Flatten', { axis: -1 }, [2]],
    ['Transpose', {}, [1]],
    ['Transpose', { perm: [0, 2, 3, 1] }, [3]],
    ['Transpose', { perm: [3, 0, 1, 2] }, []],
  ])('%s %j of opset 11', async (op, attributes, dims) => {
    const { nodes, weights } = weigh('r', dims);
    const bytes = graph({
      inputs: { x: ['N', 3, 1, 2] },
      output: 'y',
      nodes: [node(op, ['x'], ['r'], attributes), ...nodes],
      weights,
      opset: 11,
    });
    await checkGradient(bytes);
    // A batch of one is squeezed with the other axes of size 1.
    if (!(op === 'Squeeze' && attributes.axes === undefined)) await checkGradient(bytes, { batch: 1, seed: 1 });
  });

  it('Reshape by a chain of Shape, Gather and Concat, as PyTorch writes it', async () => {
    const bytes = graph({
      inputs: { x: ['N', 4, 6] },
      output: 'y',
      nodes: [
        node('Shape', ['x'], ['shape']),
        node('Gather', ['shape', 'zero'], ['n']),
        node('Unsqueeze', ['n', 'first'], ['n1']),
        node('Concat', ['n1', 'heads'], ['target'], { axis: 0 }),
        node('Reshape', ['x', 'target'], ['r']),
        node('Transpose', ['r'], ['t'], { perm: [0, 2, 1, 3] }),
        node('Mul', ['t', 'w'], ['y']),
      ],
      weights: {
        zero: int64([0], []),
        first: int64([0]),
        heads: int64([4, 2, 3]),
        w: randomTensor([2, 4, 3], 1),
      },
    });
    await checkGradient(bytes, { batch: 3 });
  });

  it('Expand to the size of the batch', async () => {
    const bytes = graph({
      inputs: { x: ['N', 1, 4] },
      output: 'y',
      nodes: [
        node('Shape', ['x'], ['shape']),
        node('Slice', ['shape', 'zero', 'one'], ['n']),
        node('Concat', ['n', 'rest'], ['target'], { axis: 0 }),
        node('Expand', ['x', 'target'], ['e']),
        node('ReduceMean', ['x', 'zero'], ['m']),
        node('Expand', ['m', 'target'], ['f']),
        node('Add', ['e', 'f'], ['g']),
        node('Mul', ['g', 'w'], ['y']),
      ],
      weights: { zero: int64([0]), one: int64([1]), rest: int64([3, 4]), w: randomTensor([3, 4], 2) },
    });
    await checkGradient(bytes, { batch: 3 });
  });
});

describe('gradients of Concat and Split', () => {
  it.each([1, -1, 0])('Concat along axis %d, with a constant and a value used twice', async (axis) => {
    const bytes = graph({
      inputs: { x: [2, 3, 4] },
      output: 'y',
      nodes: [
        node('Tanh', ['x'], ['t']),
        node('Concat', ['x', 'c', 't', 'x'], ['r'], { axis }),
        node('Mul', ['r', 'r'], ['y']),
      ],
      weights: { c: randomTensor([2, 3, 4], 3) },
    });
    await checkGradient(bytes);
  });

  it('Concat along the batch, and of one', async () => {
    const bytes = graph({
      inputs: { x: ['N', 3] },
      output: 'y',
      nodes: [
        node('Concat', ['x'], ['a'], { axis: 1 }),
        node('Exp', ['a'], ['b']),
        node('Concat', ['a', 'c', 'b'], ['y'], { axis: 0 }),
      ],
      weights: { c: tensor([1, 3], [1, 2, 3]) },
    });
    await checkGradient(bytes, { batch: 3 });
  });

  it.each<[number, number, number[] | undefined]>([
    [1, 11, [1, 2, 3]],
    [-1, 11, undefined],
    [1, 13, [3, 1, 2]],
    [1, 13, undefined],
    [1, 18, [2, 2, 2]],
    [2, 18, undefined],
  ])('Split along axis %d of opset %d into %j', async (axis, opset, sizes) => {
    const attributes = {
      axis,
      ...(opset < 13 && sizes && { split: sizes }),
      ...(opset >= 18 && !sizes && { num_outputs: 3 }),
    };
    const bytes = graph({
      inputs: { x: ['N', 6, 6] },
      output: 'y',
      nodes: [
        node('Split', opset >= 13 && sizes ? ['x', 'sizes'] : ['x'], ['a', 'b', 'c'], attributes),
        node('Tanh', ['c'], ['t']),
        // b is not used: its gradient is 0. a is used twice.
        node('Concat', ['a', 't', 'a'], ['r'], { axis }),
        node('Mul', ['r', 'r'], ['y']),
      ],
      weights: sizes && opset >= 13 ? { sizes: int64(sizes) } : {},
      opset,
    });
    await checkGradient(bytes, { batch: 1 });
  });
});
