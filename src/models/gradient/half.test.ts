import { create } from '@bufbuild/protobuf';
import { InferenceSession, Tensor } from '#ort';
import { expect, it } from 'vitest';
import { normals } from '../../../test/support/onnx/build.js';
import { relativeError } from '../../../test/support/onnx/run.js';
import { serializeModel } from '../onnx/model-file.js';
import { node } from '../onnx/nodes.js';
import { ModelProtoSchema, TensorProtoSchema } from '../onnx/onnx_pb.js';
import { elementTypes, makeTensor, tensorNumbers } from '../onnx/tensors.js';
import { differentiate } from './differentiate.js';

const { float, float16 } = elementTypes;

/** A classifier of [2, 3, 8, 8] that computes in a type. */
function classifier(type: number): Uint8Array {
  const shape = { dim: [2, 3, 8, 8].map((value) => ({ value: { case: 'dimValue' as const, value } })) };
  const model = create(ModelProtoSchema, {
    irVersion: 8,
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: 'half',
      node: [
        node('Conv', ['x', 'w'], ['c'], { strides: { ints: [2, 2] } }),
        node('Clip', ['c', 'low', 'high'], ['a']),
        node('LeakyRelu', ['a'], ['l'], { alpha: { float: 0.3 } }),
        node('Softplus', ['l'], ['s']),
        node('GlobalAveragePool', ['s'], ['p']),
        node('Flatten', ['p'], ['f']),
        node('Gemm', ['f', 'g'], ['y']),
      ],
      initializer: [
        makeTensor('w', type, [4, 3, 3, 3], normals(108, 1, 0.3)),
        makeTensor('g', type, [4, 5], normals(20, 2)),
        makeTensor('low', type, [], [-0.5]),
        makeTensor('high', type, [], [0.7]),
      ],
      input: [{ name: 'x', type: { tensorType: { elemType: type, shape } } }],
      output: [{ name: 'y', type: { tensorType: { elemType: type } } }],
    },
  });
  return serializeModel(model);
}

async function gradient(type: number, name: 'float32' | 'float16'): Promise<number[]> {
  const feed = (dims: number[], seed: number) => {
    const { rawData } = makeTensor(
      '',
      type,
      dims,
      normals(
        dims.reduce((a, b) => a * b, 1),
        seed,
      ),
    );
    const data = type === float ? new Float32Array(rawData.buffer) : new Uint16Array(rawData.buffer);
    return new Tensor(name as 'float32', data as Float32Array, dims);
  };
  const session = await InferenceSession.create(await differentiate(classifier(type)));
  const { d_input } = await session.run({ x: feed([2, 3, 8, 8], 3), d_logits: feed([2, 5], 4) });
  await session.release();
  const { buffer, byteOffset, byteLength } = d_input.data as Float32Array;
  const rawData = new Uint8Array(buffer, byteOffset, byteLength);
  return tensorNumbers(create(TensorProtoSchema, { dataType: type, dims: [...d_input.dims], rawData }))!;
}

it('a graph of float16 has a gradient of float16, to its precision', async () => {
  const [half, single] = [await gradient(float16, 'float16'), await gradient(float, 'float32')];
  expect(relativeError(half, single)).toBeLessThanOrEqual(5e-3);
});
