import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { graph, node, tensor } from '../../../test/support/onnx/build.js';
import { make } from '../../../test/support/onnx/reference/tensor.js';
import { relativeError, run } from '../../../test/support/onnx/run.js';
import { smallClassifier } from '../../../test/support/onnx/small-classifier.js';
import { ModelError } from '../errors.js';
import { attribute } from '../onnx/nodes.js';
import { GraphProtoSchema, ValueInfoProtoSchema } from '../onnx/onnx_pb.js';
import { differentiate } from './differentiate.js';

/** A branch of If. */
const branch = (name: string, nodes: ReturnType<typeof node>[]) =>
  attribute(name, {
    graph: create(GraphProtoSchema, {
      name,
      node: nodes,
      output: [create(ValueInfoProtoSchema, { name: `${name}_y` })],
    }),
  });

/** y = (condition ? exp x : x) · x, or the same beside the path. */
const choose = (inner: string) => {
  const choice = node('If', ['yes'], ['chosen']);
  choice.attribute.push(
    branch('then_branch', [node('Exp', [inner], ['then_branch_y'])]),
    branch('else_branch', [node('Identity', [inner], ['else_branch_y'])]),
  );
  return graph({
    inputs: { x: ['N', 4] },
    output: 'y',
    nodes: [choice, node('Mul', ['x', 'chosen'], ['y'])],
    weights: { yes: { dims: [], data: [1], type: 'bool' }, w: tensor([4], [1, -2, 3, 0]) },
  });
};

/** The message of what a model is refused with, which is one line. */
const refused = async (bytes: Uint8Array, options: Parameters<typeof differentiate>[1] = { name: 'm.onnx' }) => {
  const error = await differentiate(bytes, options).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ModelError);
  const { message } = error as ModelError;
  expect(message).not.toContain('\n');
  return message;
};

/** A graph of exp and one more operator. */
const single = (op: string, attributes: Record<string, number | number[]> = {}) =>
  graph({
    inputs: { x: ['N', 4] },
    output: 'y',
    nodes: [node('Exp', ['x'], ['e']), node(op, ['e'], ['y'], attributes)],
  });

describe('graphs with control flow', () => {
  it('passes by a choice beside the path', async () => {
    const feeds = { x: make([1, 4], [1, -1, 0.5, 2]), d_logits: make([1, 4], [1, 1, 1, 1]) };
    const { d_input } = await run(await differentiate(choose('w')), feeds);
    expect(relativeError(d_input.data, [1, -2, 3, 0].map(Math.exp))).toBeLessThanOrEqual(1e-6);
  });

  it('names a choice on the path', async () => {
    await expect(differentiate(choose('x'))).rejects.toThrow(
      'cannot be differentiated through If (node If_chosen), which holds a graph of its own: export the model without ' +
        'control flow',
    );
  });
});

describe('what differentiate refuses', () => {
  it('an operator without a rule, named with its node', async () => {
    expect(await refused(single('Cumsumish'))).toContain('m.onnx: cannot be opened by ONNX Runtime');
    expect(await refused(single('Det'))).toContain('m.onnx: ');
    expect(await refused(single('Softsign'))).toBe(
      'm.onnx: cannot be differentiated through Softsign (node Softsign_y): there is no gradient rule for this ' +
        'operator, export the model without it',
    );
  });

  it.each(['Floor', 'Round', 'Sign', 'Ceil', 'ArgMax', 'Shape', 'IsNaN'])('only a path through %s', async (op) => {
    expect(await refused(single(op))).toBe(
      'm.onnx: has no differentiable path from x to y: choose an output before rounding, comparing or picking the ' +
        'largest class',
    );
  });

  it('an output that does not depend on the input', async () => {
    const bytes = graph({
      inputs: { x: ['N', 4] },
      output: 'y',
      nodes: [node('Exp', ['w'], ['y'])],
      weights: { w: tensor([2], [1, 2]) },
    });
    expect(await refused(bytes)).toContain('has no differentiable path from x to y');
  });

  it('values that are not there', async () => {
    expect(await refused(smallClassifier(), { output: 'nothing' })).toContain('has no value nothing');
    expect(await refused(smallClassifier(), { wrt: 'nowhere' })).toContain('has no value nowhere');
    await expect(differentiate(smallClassifier(), { outputs: 'x' } as object)).rejects.toThrow(
      'Expected only name, output, wrt, inputShape for the options of differentiate but received "outputs"',
    );
  });

  it('its own result', async () => {
    expect(await refused(await differentiate(smallClassifier()))).toContain('already has a value d_logits');
  });

  it('bytes that are no model', async () => {
    const bytes = smallClassifier();
    expect(await refused(new Uint8Array())).toBe('m.onnx: is empty, expected an ONNX model');
    expect(await refused(Uint8Array.from({ length: 500 }, (_, i) => (i * 37) & 255))).toContain('m.onnx: ');
    expect(await refused(new TextEncoder().encode('<html>404 Not Found</html>'))).toContain('m.onnx: ');
    // A file may be cut anywhere; what is left must not pass for a model with other weights.
    const cuts = Array.from({ length: 40 }, (_, i) => Math.floor((bytes.length * (i + 0.5)) / 40));
    const messages = await Promise.all(cuts.map((length) => refused(bytes.slice(0, length))));
    for (const message of messages) expect(message).toContain('m.onnx: ');
  });

  it.each([6, 24])('opset %d', async (opset) => {
    expect(await refused(smallClassifier({ opset }))).toBe(
      `m.onnx: is of opset ${opset}, expected 7 to 23: export it again with one of these`,
    );
  });
});
