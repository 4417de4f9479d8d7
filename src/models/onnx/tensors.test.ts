import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { TensorProtoSchema } from './onnx_pb.js';
import { elementTypeName, elementTypes, makeTensor, tensorFloats, tensorNumbers } from './tensors.js';

/** Every float16, by its bits. */
const halves = Uint16Array.from({ length: 65536 }, (_, bits) => bits);

/** The numbers of a tensor of two elements. */
const read = (fields: object) => tensorNumbers(create(TensorProtoSchema, { dims: [2], ...fields }));

describe('tensors of ONNX', () => {
  it.each<[keyof typeof elementTypes, number[]]>([
    ['float', [1.5, -0.25, 2 ** 120]],
    ['double', [0.1, -1e300, 5]],
    ['int64', [0, -1, 2 ** 40]],
    ['int32', [7, -(2 ** 31), 5]],
    ['uint8', [0, 255, 3]],
    ['int8', [-128, 127, 0]],
    ['bool', [1, 0, 1]],
    ['float16', [1, -0.5, 65504]],
  ])('%s is read as it was written', (type, data) => {
    const tensor = makeTensor('t', elementTypes[type], [3], data);
    expect(tensorNumbers(tensor)).toEqual(data);
    expect(elementTypeName(tensor.dataType)).toBe(type);
  });

  it('reads elements from the fields of their type', () => {
    expect(read({ dataType: 1, floatData: [1, 2] })).toEqual([1, 2]);
    expect(read({ dataType: 7, int64Data: [1n, -2n] })).toEqual([1, -2]);
    expect(read({ dataType: 6, int32Data: [1, -2] })).toEqual([1, -2]);
    expect(read({ dataType: 9, int32Data: [1, 0] })).toEqual([1, 0]);
    expect(read({ dataType: 10, int32Data: [0x3c00, 0xc000] })).toEqual([1, -2]);
    expect(read({ dataType: 11, doubleData: [0.1, 2] })).toEqual([0.1, 2]);
    expect(read({ dataType: 13, uint64Data: [1n, 2n] })).toEqual([1, 2]);
  });

  it('reads bytes at any address', () => {
    const bytes = Buffer.alloc(13);
    new DataView(bytes.buffer, bytes.byteOffset).setFloat32(1, 1.5, true);
    new DataView(bytes.buffer, bytes.byteOffset).setFloat32(5, -2, true);
    const rawData = bytes.subarray(1, 9);
    expect(Array.from(tensorFloats(create(TensorProtoSchema, { dataType: 1, dims: [2], rawData }))!)).toEqual([
      1.5, -2,
    ]);
  });

  it('gives nothing where elements are missing, or of another kind', () => {
    expect(tensorNumbers(create(TensorProtoSchema, { dataType: 1, dims: [3], floatData: [1, 2] }))).toBeUndefined();
    expect(tensorFloats(create(TensorProtoSchema, { dataType: 1, dims: [3] }))).toBeUndefined();
    expect(tensorFloats(makeTensor('t', elementTypes.int64, [1], [1]))).toBeUndefined();
    expect(tensorNumbers(create(TensorProtoSchema, { dataType: elementTypes.string, dims: [0] }))).toBeUndefined();
    expect(() => makeTensor('t', elementTypes.string, [1], [1])).toThrow('Expected a type that can be written');
  });

  it('gives every float16 its bits again', () => {
    const rawData = new Uint8Array(halves.buffer);
    const values = tensorNumbers(
      create(TensorProtoSchema, { dataType: elementTypes.float16, dims: [65536], rawData }),
    )!;
    expect(values[1]).toBe(2 ** -24);
    expect(values[0x7bff]).toBe(65504);
    const written = makeTensor('t', elementTypes.float16, [65536], values).rawData;
    const bits = new Uint16Array(written.buffer, written.byteOffset, 65536);
    const wrong = halves.filter((half) => !Number.isNaN(values[half]) && bits[half] !== half);
    expect(wrong).toHaveLength(0);
  });

  it('rounds to the nearest float16, to even at a tie', () => {
    const cases = [1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -25, 2 ** -25 * 1.01, 65519, 65520, 1e9, -1 / 3];
    const expected = [1, 1 + 2 ** -9, 0, 2 ** -24, 65504, Infinity, Infinity, -0.333251953125];
    expect(tensorNumbers(makeTensor('t', elementTypes.float16, [8], cases))).toEqual(expected);
  });
});
