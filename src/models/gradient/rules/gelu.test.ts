import { describe, expect, it } from 'vitest';
import { type AttributeValue, graph, node, normals, tensor } from '../../../../test/support/onnx/build.js';
import { checkGradient } from '../../../../test/support/onnx/check-gradient.js';
import { make } from '../../../../test/support/onnx/reference/tensor.js';
import { relativeError, run } from '../../../../test/support/onnx/run.js';
import { differentiate } from '../differentiate.js';

describe('gradients of the Gaussian error linear unit', () => {
  it.each<[string, Record<string, AttributeValue>, number, string]>([
    ['Erf', {}, 9, ''],
    ['Erf', {}, 13, ''],
    ['Gelu', {}, 20, ''],
    ['Gelu', { approximate: 'none' }, 20, ''],
    ['Gelu', { approximate: 'tanh' }, 20, ''],
  ])('%s %j of opset %d %s', async (op, attributes, opset, domain) => {
    const bytes = graph({
      inputs: { x: ['N', 5, 3] },
      output: 'y',
      nodes: [node(op, ['x'], ['y'], attributes, domain)],
      opset,
    });
    await checkGradient(bytes);
    await checkGradient(bytes, { range: [-4, 4], seed: 3 });
  });

  it.each<[string, Record<string, AttributeValue>]>([
    ['Gelu', {}],
    ['QuickGelu', {}],
    ['QuickGelu', { alpha: 1.3 }],
  ])('%s %j of com.microsoft is that of its parts', async (op, attributes) => {
    const fused = graph({
      inputs: { x: ['N', 5] },
      output: 'y',
      nodes: [node(op, ['x'], ['y'], attributes, 'com.microsoft')],
      opset: 20,
    });
    const quick = [node('Mul', ['x', 'a'], ['u']), node('Sigmoid', ['u'], ['s']), node('Mul', ['x', 's'], ['y'])];
    const parts = graph({
      inputs: { x: ['N', 5] },
      output: 'y',
      nodes: op === 'Gelu' ? [node('Gelu', ['x'], ['y'])] : quick,
      weights: { a: tensor([], [(attributes.alpha as number | undefined) ?? 1.702]) },
      opset: 20,
    });
    await checkGradient(parts);
    const feeds = { x: make([2, 5], [-3, -1, -0.5, 0, 0.1, 0.5, 1, 2, 3, -8]), d_logits: make([2, 5], normals(10, 1)) };
    const [a, b] = await Promise.all([fused, parts].map(async (bytes) => run(await differentiate(bytes), feeds)));
    expect(relativeError(a.d_input.data, b.d_input.data)).toBeLessThanOrEqual(1e-5);
  });
});
