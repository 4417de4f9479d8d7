import { create } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graph, node, randomTensor, tensor } from '../../../test/support/onnx/build.js';
import { ModelError } from '../errors.js';
import { opsetOf, parseModel, serializeModel } from './model-file.js';
import { AttributeProtoSchema, GraphProtoSchema, NodeProtoSchema, type TensorProto } from './onnx_pb.js';

function small(opset = 18): Uint8Array {
  return graph({
    inputs: { x: ['n', 3, 4, 4] },
    output: 'y',
    nodes: [node('Constant', [], ['two'], { value: tensor([1], [2]) }), node('Mul', ['x', 'w'], ['y'])],
    weights: { w: randomTensor([3, 1, 1], 1) },
    opset,
  });
}

/** The small model after a change. */
function moved(change: (model: ReturnType<typeof parseModel>) => void): Uint8Array {
  const model = parseModel(small());
  change(model);
  return serializeModel(model);
}

function elsewhere(each: TensorProto): void {
  each.name = 'secret';
  each.dataLocation = 1;
}

describe('parseModel', () => {
  it('reads what serializeModel wrote, byte for byte', () => {
    const bytes = small();
    expect(serializeModel(parseModel(bytes))).toEqual(bytes);
    expect(opsetOf(parseModel(bytes))).toBe(18);
  });

  it('keeps fields that it does not know', () => {
    // Field 5 of ModelProto, model_version, is not in onnx.proto here.
    const bytes = Uint8Array.of(...small(), (5 << 3) | 0, 77);
    const written = serializeModel(parseModel(bytes));
    expect([...written]).toEqual(expect.arrayContaining([(5 << 3) | 0, 77]));
    expect(written).toHaveLength(bytes.length);
  });

  it('refuses a file that is cut short at any byte', () => {
    const bytes = small();
    for (let length = 0; length < bytes.length; length++) {
      expect(() => parseModel(bytes.subarray(0, length), 'cut.onnx'), String(length)).toThrow(ModelError);
    }
  });

  it('refuses garbage in one line, or finds it to be a model', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          parseModel(bytes, 'noise\n.onnx');
        } catch (error) {
          expect(error).toBeInstanceOf(ModelError);
          expect((error as Error).message).toMatch(/^noise\\n\.onnx: [^\n]+$/);
        }
      }),
    );
  });

  it.each([0, 5, 6, 24, 99])('refuses opset %i', (opset) => {
    expect(() => parseModel(small(opset), 'old.onnx')).toThrow(
      `old.onnx: is of opset ${opset}, expected 7 to 23: export it again with one of these`,
    );
  });

  it.each([7, 23])('reads opset %i', (opset) => {
    expect(opsetOf(parseModel(small(opset)))).toBe(opset);
  });

  it('refuses weights in another file, wherever they are named', () => {
    const cases = {
      initializer: moved(({ graph: { initializer } }) => elsewhere(initializer[0])),
      constant: moved(({ graph: { node: nodes } }) => elsewhere(nodes[0].attribute[0].t as TensorProto)),
      subgraph: moved(({ graph: { node: nodes, initializer } }) => {
        const inner = create(GraphProtoSchema, { initializer: [{ ...initializer[0] }] });
        elsewhere(inner.initializer[0]);
        const attribute = [create(AttributeProtoSchema, { name: 'then_branch', type: 5, g: inner })];
        nodes.push(create(NodeProtoSchema, { opType: 'If', attribute }));
      }),
    };
    for (const [where, bytes] of Object.entries(cases)) {
      expect(() => parseModel(bytes, 'mine.onnx'), where).toThrow(
        'mine.onnx: keeps its weights in another file (secret)',
      );
    }
  });
});
