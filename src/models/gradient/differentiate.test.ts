import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { graph, int64, node, normals } from '../../../test/support/onnx/build.js';
import { checkGradient } from '../../../test/support/onnx/check-gradient.js';
import { make } from '../../../test/support/onnx/reference/tensor.js';
import { feedsFor, relativeError, run } from '../../../test/support/onnx/run.js';
import { ModelProtoSchema, type ValueInfoProto } from '../onnx/onnx_pb.js';
import { smallClassifier } from '../../../test/support/onnx/small-classifier.js';
import { differentiate } from './differentiate.js';

const values = (dims: number[], seed: number) =>
  make(
    dims,
    normals(
      dims.reduce((a, b) => a * b, 1),
      seed,
    ),
  );

/** Declared sizes of an input or an output. */
const shapeOf = (info: ValueInfoProto) => info.type?.tensorType?.shape?.dim.map(({ value }) => value.value);

describe('differentiate', () => {
  it('gives the vector-Jacobian product of a small classifier', async () => {
    await checkGradient(smallClassifier(), { batch: 1 });
    await checkGradient(smallClassifier(), { batch: 2, seed: 3 });
    await checkGradient(smallClassifier({ inputs: { image: [1, 3, 8, 8] } }), { seed: 1 });
    await checkGradient(smallClassifier({ inputs: { image: [2, 3, 8, 8] } }), { seed: 2 });
  });

  it('adds one input and one output, declared with their shapes, and leaves the given bytes alone', async () => {
    const bytes = smallClassifier();
    const before = Uint8Array.from(bytes);
    const { graph: result, irVersion, opsetImport } = fromBinary(ModelProtoSchema, await differentiate(bytes));
    expect(bytes).toEqual(before);
    expect(result?.input.map(({ name }) => name)).toEqual(['image', 'd_logits']);
    expect(result?.output.map(({ name }) => name)).toEqual(['logits', 'd_input']);
    // The size of the batch has the name that it has in the model.
    expect(shapeOf(result!.input[1])).toEqual(['N', 5]);
    expect(shapeOf(result!.output[1])).toEqual(['N', 3, 8, 8]);
    expect(irVersion).toBeGreaterThanOrEqual(8);
    expect(opsetImport.map(({ version }) => version)).toEqual([18]);
  });

  it('leaves the logits as they were', async () => {
    const bytes = smallClassifier();
    const feeds = feedsFor(bytes, { batch: 3 });
    const before = await run(bytes, feeds);
    const after = await run(await differentiate(bytes), { ...feeds, d_logits: values([3, 5], 1) });
    expect(relativeError(after.logits.data, before.logits.data)).toBeLessThanOrEqual(1e-6);
  });

  it('treats every picture of a batch alone', async () => {
    const differentiated = await differentiate(smallClassifier());
    const image = values([3, 3, 8, 8], 6);
    const cotangent = values([3, 5], 7);
    const together = await run(differentiated, { image, d_logits: cotangent });
    for (let i = 0; i < 3; i++) {
      // oxlint-disable-next-line no-await-in-loop -- a session at a time
      const alone = await run(differentiated, {
        image: make([1, 3, 8, 8], image.data.slice(i * 192, (i + 1) * 192)),
        d_logits: make([1, 5], cotangent.data.slice(i * 5, (i + 1) * 5)),
      });
      const part = together.d_input.data.slice(i * 192, (i + 1) * 192);
      expect(relativeError(part, alone.d_input.data)).toBeLessThanOrEqual(1e-5);
    }
  });

  it('is linear in d_logits', async () => {
    const differentiated = await differentiate(smallClassifier());
    const image = values([1, 3, 8, 8], 8);
    const [a, b] = [values([1, 5], 9), values([1, 5], 10)];
    const sum = make(
      [1, 5],
      a.data.map((value, i) => 2 * value - 3 * b.data[i]),
    );
    const [ra, rb, rs] = await Promise.all([a, b, sum].map((d_logits) => run(differentiated, { image, d_logits })));
    const expected = Array.from(ra.d_input.data, (value, i) => 2 * value - 3 * rb.d_input.data[i]);
    expect(relativeError(rs.d_input.data, expected)).toBeLessThanOrEqual(1e-5);
    const none = await run(differentiated, { image, d_logits: make([1, 5], new Float64Array(5)) });
    expect(none.d_input.data.every((value) => value === 0)).toBe(true);
  });

  it('takes initializers that are listed as inputs (IR version 3) for weights', async () => {
    const bytes = smallClassifier({ irVersion: 3, weightsAsInputs: true });
    await checkGradient(bytes, { batch: 1, wrt: 'image' });
    const { graph: result } = fromBinary(ModelProtoSchema, await differentiate(bytes));
    expect(result?.input.map(({ name }) => name)).toEqual(['image', 'd_logits']);
  });

  it('differentiates another output with respect to another value, and gives both', async () => {
    const bytes = graph({
      inputs: { x: ['N', 4] },
      output: 'probabilities',
      nodes: [
        node('Exp', ['x'], ['features']),
        node('Mul', ['features', 'features'], ['logits']),
        node('Softmax', ['logits'], ['probabilities']),
      ],
    });
    await checkGradient(bytes);
    await checkGradient(bytes, { output: 'logits' });
    await checkGradient(bytes, { output: 'logits', wrt: 'features' });
    const differentiated = await differentiate(bytes, { output: 'logits', wrt: 'features' });
    const results = await run(differentiated, { x: values([1, 4], 1), d_logits: values([1, 4], 2) });
    expect(Object.keys(results)).toEqual(['probabilities', 'logits', 'features', 'd_input']);
  });

  it('adds up the gradients of a value that is used several times, or given out', async () => {
    const bytes = graph({
      inputs: { x: ['N', 4] },
      output: ['y', 'b', 'unused'],
      nodes: [
        node('Exp', ['x'], ['a']),
        node('Tanh', ['a'], ['b']),
        node('Mul', ['a', 'b'], ['c']),
        node('Sigmoid', ['x'], ['unused']),
        node('Sum', ['a', 'b', 'c', 'x'], ['y']),
      ],
    });
    await checkGradient(bytes);
    await checkGradient(bytes, { output: 'b' });
  });

  it('takes nodes in any order, as ONNX Runtime does', async () => {
    const nodes = [
      node('Mul', ['c', 'x'], ['y']),
      node('Add', ['b', 'a'], ['c']),
      node('Tanh', ['a'], ['b']),
      node('Exp', ['x'], ['a']),
      node('Sigmoid', ['y'], ['z']),
    ];
    const orders = [nodes, nodes.toReversed(), [nodes[2], nodes[4], nodes[0], nodes[3], nodes[1]]];
    const feeds = { x: values([2, 3], 1), d_logits: values([2, 3], 2) };
    const gradients = await Promise.all(
      orders.map(async (order) => {
        const bytes = graph({ inputs: { x: ['N', 3] }, output: 'z', nodes: order });
        return Array.from((await run(await differentiate(bytes), feeds)).d_input.data);
      }),
    );
    for (const gradient of gradients) expect(gradient).toEqual(gradients[0]);
    const sorted = [nodes[3], nodes[2], nodes[1], nodes[0], nodes[4]];
    const bytes = graph({ inputs: { x: ['N', 3] }, output: 'z', nodes: sorted });
    await checkGradient(bytes);
    expect(gradients[0]).toEqual(Array.from((await run(await differentiate(bytes), feeds)).d_input.data));
  });

  it('finishes a graph whose free height and width are told', async () => {
    const bytes = smallClassifier({ inputs: { image: ['N', 3, 'H', 'W'] } });
    await expect(differentiate(bytes, { name: 'free.onnx' })).rejects.toThrow(
      'free.onnx: has an input image of free size [N, 3, H, W]: give its height and width',
    );
    const fixed = await differentiate(bytes, { inputShape: [1, 3, 8, 8] });
    const feeds = { image: values([2, 3, 8, 8], 1), d_logits: values([2, 5], 2) };
    const expected = await run(await differentiate(smallClassifier()), feeds);
    expect((await run(fixed, feeds)).d_input.data).toEqual(expected.d_input.data);
    await expect(differentiate(bytes, { inputShape: [1, 1, 8, 8] })).rejects.toThrow('expected [1, 1, 8, 8]');
    await expect(differentiate(bytes, { inputShape: [1, 3, 8] })).rejects.toThrow('expected [1, 3, 8]');
  });

  it('passes by nodes off the path that it does not know', async () => {
    const bytes = graph({
      inputs: { x: ['N', 4] },
      output: ['y', 'best'],
      nodes: [
        node('TopK', ['x', 'k'], ['best', 'order'], { axis: 1 }),
        node('Shape', ['x'], ['shape']),
        node('ConstantOfShape', ['shape'], ['zeros']),
        node('Floor', ['x'], ['floor']),
        node('Add', ['x', 'zeros'], ['a']),
        node('Mul', ['a', 'floor'], ['y']),
      ],
      weights: { k: int64([2]) },
    });
    const x = make([1, 4], Float64Array.of(1.5, -2.5, 3, 0.1));
    const { d_input } = await run(await differentiate(bytes), {
      x,
      d_logits: make([1, 4], Float64Array.of(1, 1, 1, 1)),
    });
    expect(Array.from(d_input.data)).toEqual([1, -3, 3, 0]);
  });
});

it.each([18, 19, 20, 21, 22, 23])('writes nodes that are valid in opset %d', async (opset) => {
  await checkGradient(smallClassifier({ opset }), { batch: 1 });
});
