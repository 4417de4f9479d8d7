import { create } from '@bufbuild/protobuf';
import { type TensorProto, TensorProtoSchema } from './onnx_pb.js';

/** Element types of ONNX by name. */
export const elementTypes = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  double: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
} as const;

/** The name of an element type, for messages. */
export function elementTypeName(type: number): string {
  return Object.entries(elementTypes).find(([, code]) => code === type)?.[0] ?? `element type ${type}`;
}

/** Whether values of a type can have derivatives. */
export function isFloating(type: number): boolean {
  return type === 1 || type === 10 || type === 11 || type === 16;
}

/** Number of elements of a tensor with these dimensions. */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/** The float32 nearest to a float16, given as its bits. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The bits of the float16 nearest to a number; what is too large becomes infinite. */
function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size === 0 ? 2 ** -24 : size)));
  const steps = size * 2 ** (10 - exponent);
  const floor = Math.floor(steps);
  const rest = steps - floor;
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
  // A rounded-up fraction of 2048 carries into the exponent by plain addition.
  return sign | (rounded < 1024 ? rounded : rounded - 1024 + ((exponent + 15) << 10));
}

/** Bytes at an address that every typed array accepts. */
function aligned(raw: Uint8Array, size: number): Uint8Array {
  // Not slice: that of Node's Buffer copies nothing.
  return raw.byteOffset % size === 0 ? raw : new Uint8Array(raw);
}

function rawNumbers(type: number, raw: Uint8Array): ArrayLike<number | bigint> | undefined {
  const size = type === 7 || type === 11 || type === 13 ? 8 : type === 1 || type === 6 || type === 12 ? 4 : 2;
  const { buffer, byteOffset, byteLength } = type === 2 || type === 3 || type === 9 ? raw : aligned(raw, size);
  const length = byteLength / size;
  switch (type) {
    case 1:
      return new Float32Array(buffer, byteOffset, length);
    case 2:
    case 9:
      return raw;
    case 3:
      return new Int8Array(buffer, byteOffset, byteLength);
    case 4:
      return new Uint16Array(buffer, byteOffset, length);
    case 5:
      return new Int16Array(buffer, byteOffset, length);
    case 6:
      return new Int32Array(buffer, byteOffset, length);
    case 7:
      return new BigInt64Array(buffer, byteOffset, length);
    case 10:
      return Array.from(new Uint16Array(buffer, byteOffset, length), fromHalf);
    case 11:
      return new Float64Array(buffer, byteOffset, length);
    case 12:
      return new Uint32Array(buffer, byteOffset, length);
    case 13:
      return new BigUint64Array(buffer, byteOffset, length);
    default:
      return undefined;
  }
}

/** The stored elements of a tensor, a view where possible, or undefined for a type that is not read here. */
function stored(tensor: TensorProto): ArrayLike<number | bigint> | undefined {
  if (tensor.rawData.length > 0) return rawNumbers(tensor.dataType, tensor.rawData);
  switch (tensor.dataType) {
    case 1:
      return tensor.floatData;
    case 7:
      return tensor.int64Data;
    case 10:
      return tensor.int32Data.map(fromHalf);
    case 11:
      return tensor.doubleData;
    case 12:
    case 13:
      return tensor.uint64Data;
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
    case 9:
      return tensor.int32Data;
    default:
      return undefined;
  }
}

/** The elements of a tensor as numbers, or undefined where its type is not read here or elements are missing. */
export function tensorNumbers(tensor: TensorProto): number[] | undefined {
  const data = stored(tensor);
  return data?.length === elementCount(tensor.dims) ? Array.from(data as ArrayLike<number>, Number) : undefined;
}

/** The elements of a tensor of floats, or undefined where it holds something else or elements are missing. */
export function tensorFloats(tensor: TensorProto): Float32Array | undefined {
  if (![1, 10, 11].includes(tensor.dataType)) return undefined;
  const data = stored(tensor) as ArrayLike<number> | undefined;
  if (data?.length !== elementCount(tensor.dims)) return undefined;
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

/** The bytes of numbers as elements of a type, or undefined for a type that is not written here. */
function rawBytes(type: number, data: ArrayLike<number>): Uint8Array | undefined {
  switch (type) {
    case 1: {
      const floats = data instanceof Float32Array ? data : Float32Array.from(data);
      return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
    }
    case 2:
    case 9:
      return Uint8Array.from(data);
    case 3:
      return new Uint8Array(Int8Array.from(data).buffer);
    case 6:
      return new Uint8Array(Int32Array.from(data).buffer);
    case 7:
      return new Uint8Array(BigInt64Array.from(Array.from(data, BigInt)).buffer);
    case 10:
      return new Uint8Array(Uint16Array.from(data, toHalf).buffer);
    case 11:
      return new Uint8Array(Float64Array.from(data).buffer);
    default:
      return undefined;
  }
}

/**
 * Makes a tensor.
 * @param type float, uint8, int8, int32, int64, bool, float16 or double, by its ONNX code
 */
export function makeTensor(name: string, type: number, dims: readonly number[], data: ArrayLike<number>): TensorProto {
  const rawData = rawBytes(type, data);
  if (rawData === undefined) throw new TypeError(`Expected a type that can be written but received ${type}`);
  return create(TensorProtoSchema, { name, dataType: type, dims: [...dims], rawData });
}
