import { create, createRegistry, equals, fromBinary, toBinary, type UnknownField } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graph, node, randomTensor, tensor } from '../../../test/support/onnx/build.js';
import { ModelError } from '../errors.js';
import { opsetOf, parseModel, serializeModel } from './model-file.js';
import {
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
} from './onnx_pb.js';

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

  it('means what the library of protocol buffers writes, whatever weights and unknown fields there are', () => {
    const unknown: UnknownField[] = [{ no: 400, wireType: 2, data: Uint8Array.of(3, 1, 2, 3) }];
    const weights = [
      { name: 'raw', dataType: 1, dims: [50_000], rawData: new Uint8Array(200_000).fill(7) },
      { name: 'listed', dataType: 1, dims: [3], floatData: [1, 2, 3] },
      { name: 'both', dataType: 1, dims: [1], rawData: Uint8Array.of(0, 0, 128, 63), $unknown: unknown },
      { name: 'empty', dataType: 1, dims: [0], rawData: new Uint8Array(0) },
      { name: 'none', dataType: 1, dims: [0] },
    ];
    const registry = createRegistry();
    fc.assert(
      fc.property(fc.shuffledSubarray(weights), fc.boolean(), (chosen, more) => {
        const model = parseModel(small());
        model.graph.initializer.push(...chosen.map((each) => create(TensorProtoSchema, each)));
        if (more) Object.assign(model.graph, { $unknown: unknown });
        const [bytes, reference] = [serializeModel(model), toBinary(ModelProtoSchema, model)];
        expect(bytes).toHaveLength(reference.length);
        const [here, there] = [bytes, reference].map((each) => fromBinary(ModelProtoSchema, each));
        expect(equals(ModelProtoSchema, here, there, { unknown: true, registry })).toBe(true);
        expect(here.graph!.initializer.map(({ name }) => name)).toEqual(['w', ...chosen.map(({ name }) => name)]);
      }),
      { numRuns: 50 },
    );
    // Nothing but fields of its own, and no graph.
    const bare = create(ModelProtoSchema, { irVersion: 8 });
    expect(serializeModel(bare)).toEqual(toBinary(ModelProtoSchema, bare));
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
