import { describe, it } from 'vitest';
import { graph, node } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';

describe.each(['Softmax', 'LogSoftmax'])('%s', (operator) => {
  const model = (x: number[], attributes: Record<string, number>, opset: number) =>
    graph({ inputs: { x: ['N', ...x] }, output: 'y', nodes: [node(operator, ['x'], ['y'], attributes)], opset });

  it.each([-1, 0, 1, 2, 3, -2, -3])('axis %i', async (axis) => {
    await checkGradient(model([3, 4, 2], { axis }, 13), { batch: 3 });
  });

  it('axis left out', async () => {
    await checkGradient(model([3, 4], {}, 18), { batch: 1 });
    await checkGradient(model([7], {}, 23), { batch: 3 });
  });

  it.each([1, 2, -1])('axis %i before opset 13: everything from there on', async (axis) => {
    await checkGradient(model([3, 4, 2], { axis: axis < 0 ? 3 : axis }, 11), { batch: 3 });
    await checkGradient(model([3, 2], {}, 7), { batch: 3 });
  });
});
