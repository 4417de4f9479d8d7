import { describe, it } from 'vitest';
import { graph, node, randomTensor, tensor, uniforms } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';

const shapes = [
  [4, 5, 3],
  [4, 6],
  [4, 2, 3, 2],
];

const statistics = (channels: number) => ({
  scale: randomTensor([channels], 1),
  B: randomTensor([channels], 2),
  mean: randomTensor([channels], 3),
  variance: tensor([channels], uniforms(channels, 4, 0.5, 2)),
});

describe('BatchNormalization', () => {
  it.each([...shapes, [4]].flatMap((x) => [7, 9, 14, 18].map((opset) => [x, opset] as const)))(
    '[N,%s] of opset %i',
    async (x, opset) => {
      const model = graph({
        inputs: { x: ['N', ...x] },
        output: 'y',
        nodes: [node('BatchNormalization', ['x', 'scale', 'B', 'mean', 'variance'], ['y'], { epsilon: 0.01 })],
        weights: statistics(x[0]),
        opset,
      });
      await checkGradient(model, { batch: 3 });
    },
  );

  it('with a scale and B that depend on the input', async () => {
    await Promise.all(
      [
        ['data', 'x', 'B', 'mean', 'variance'],
        ['data', 'scale', 'x', 'mean', 'variance'],
      ].map(async (inputs) => {
        const model = graph({
          inputs: { x: [4] },
          output: 'y',
          nodes: [node('BatchNormalization', inputs, ['y'])],
          weights: { ...statistics(4), data: randomTensor([2, 4, 3, 3], 5) },
        });
        await checkGradient(model);
      }),
    );
  });
});

describe('InstanceNormalization', () => {
  it.each(shapes.flatMap((x) => [7, 18, 22].map((opset) => [x, opset] as const)))(
    '[N,%s] of opset %i',
    async (x, opset) => {
      const model = graph({
        inputs: { x: ['N', ...x] },
        output: 'y',
        nodes: [node('InstanceNormalization', ['x', 'scale', 'B'], ['y'], { epsilon: 0.01 })],
        weights: { scale: randomTensor([x[0]], 1), B: randomTensor([x[0]], 2) },
        opset,
      });
      await checkGradient(model, { batch: 3 });
    },
  );

  it('with a scale and B that depend on the input', async () => {
    await Promise.all(
      [
        ['data', 'x', 'vector'],
        ['data', 'vector', 'x'],
      ].map(async (inputs) => {
        const model = graph({
          inputs: { x: [4] },
          output: 'y',
          nodes: [node('InstanceNormalization', inputs, ['y'])],
          weights: { vector: randomTensor([4], 1), data: randomTensor([2, 4, 3, 3], 5) },
        });
        await checkGradient(model);
      }),
    );
  });
});

describe('GroupNormalization', () => {
  it.each([
    [18, 2, 2],
    [21, 2, 4],
    [21, 1, 4],
    [23, 4, 4],
  ])('of opset %i with %i groups', async (opset, groups, scales) => {
    await Promise.all(
      shapes.map(async (x) => {
        const model = graph({
          inputs: { x: ['N', ...x] },
          output: 'y',
          nodes: [node('GroupNormalization', ['x', 'scale', 'bias'], ['y'], { num_groups: groups })],
          weights: { scale: randomTensor([scales], 1), bias: randomTensor([scales], 2) },
          opset,
        });
        await checkGradient(model, { batch: 3 });
      }),
    );
  });
});

const layerNormalization = (inputs: string[], axis: number | undefined, shape: number[]) =>
  graph({
    inputs: { x: ['N', 3, 4, 5] },
    output: 'y',
    nodes: [node('LayerNormalization', inputs, ['y'], { epsilon: 0.01, ...(axis !== undefined && { axis }) })],
    weights: { scale: randomTensor(shape, 1), B: randomTensor(shape, 2) },
  });

describe('LayerNormalization', () => {
  it.each([
    [-1, [5]],
    [3, [5]],
    [2, [4, 5]],
    [-3, [3, 4, 5]],
    [1, [3, 4, 5]],
    [2, [1, 5]],
    [undefined, [5]],
  ])('axis %s', async (axis, shape) => {
    await checkGradient(layerNormalization(['x', 'scale', 'B'], axis, shape), { batch: 3 });
    await checkGradient(layerNormalization(['x', 'scale'], axis, shape), { batch: 1 });
  });

  it('with a scale and B that depend on the input', async () => {
    await Promise.all(
      [
        ['data', 'x', 'vector'],
        ['data', 'vector', 'x'],
      ].map(async (inputs) => {
        const model = graph({
          inputs: { x: [4] },
          output: 'y',
          nodes: [node('LayerNormalization', inputs, ['y'])],
          weights: { vector: randomTensor([4], 1), data: randomTensor([2, 3, 4], 5) },
        });
        await checkGradient(model);
      }),
    );
  });
});

describe('LRN', () => {
  it.each([
    [1, 6],
    [3, 6],
    [5, 6],
    [9, 4],
  ])('size %i over %i channels', async (size, channels) => {
    const nodes = [node('LRN', ['x'], ['y'], { size, alpha: 0.3, beta: 0.75, bias: 1.2 })];
    await checkGradient(graph({ inputs: { x: ['N', channels, 3, 2] }, output: 'y', nodes }), { batch: 3 });
  });

  it('with the defaults of ONNX, on opset 7', async () => {
    const nodes = [node('LRN', ['x'], ['y'], { size: 3 })];
    await checkGradient(graph({ inputs: { x: [1, 5, 4, 3] }, output: 'y', nodes, opset: 7 }), { range: [-9, 9] });
  });
});
