import type { Backward, Rule, Value } from '../backward.js';
import { elementTypes } from '../../onnx/tensors.js';

/** A scale or zero point of quantization, along its axis of x. */
function along(b: Backward, value: Value, x: Value): string {
  if (value.shape.length === 0 || (value.shape.length === 1 && value.shape[0] === 1)) return value.name;
  if (value.shape.length > 1) throw b.error('is quantized in blocks: export it quantized by tensor or by axis');
  const rank = x.shape.length;
  const axis = (b.int('axis', 1) + rank) % rank;
  return b.emit('Reshape', [value.name, b.int64(x.shape.map((_, i) => (i === axis ? -1 : 1)))]);
}

/** The integers that a quantized type holds. */
const ranges: Readonly<Record<number, readonly [low: number, high: number]>> = {
  [elementTypes.uint8]: [0, 255],
  [elementTypes.int8]: [-128, 127],
  [elementTypes.uint16]: [0, 65535],
  [elementTypes.int16]: [-32768, 32767],
};

/**
 * y = saturate(round(x / scale) + zero point). The gradient passes through the rounding (the straight-through estimator:
 * Bengio, Léonard and Courville, arXiv 1308.3432) and is 0 where y saturates, as in PyTorch's fake quantization. It is
 * that of the number that the integer stands for, counted in steps.
 */
const quantize: Rule = (b, [gradient]) => {
  const [x, scale] = [b.input(0), b.input(1)];
  const range = ranges[b.output().type];
  if (range === undefined || x.type !== elementTypes.float) {
    throw b.error('is of a type without a gradient rule: export it from float32 to 8 or 16 bits');
  }
  const step = along(b, scale, x);
  const float = { to: { int: elementTypes.float } };
  const zeroPoint = b.hasInput(2) ? b.emit('Cast', [along(b, b.input(2), x)], float) : b.floats([0], []);
  const place = b.emit('Add', [b.emit('Round', [b.emit('Div', [x.name, step])]), zeroPoint]);
  const inside = b.emit('And', [
    b.emit('GreaterOrEqual', [place, b.floats([range[0]], [])]),
    b.emit('LessOrEqual', [place, b.floats([range[1]], [])]),
  ]);
  return [b.emit('Where', [inside, b.emit('Div', [gradient!, step]), b.floats([0], [])])];
};

/** y = (x - zero point) · scale. */
const dequantize: Rule = (b, [gradient]) => [b.emit('Mul', [gradient!, along(b, b.input(1), b.input(0))])];

const cast: Rule = (b, [gradient]) => {
  const [from, to] = [b.input(0).type, b.output().type];
  return [from === to ? gradient : b.emit('Cast', [gradient!], { to: { int: from } })];
};

/** Nothing happens outside of training. */
const dropout: Rule = (b, [gradient]) => {
  const training = b.hasInput(2) ? b.known(b.input(2))?.data[0] : 0;
  if (training !== 0) throw b.error('drops values at random: export the model for inference, not for training');
  return [gradient];
};

/** The rules of what passes values on. */
export const passing: Readonly<Record<string, Rule>> = {
  Cast: cast,
  CastLike: cast,
  DequantizeLinear: dequantize,
  Dropout: dropout,
  Identity: (_, [gradient]) => [gradient],
  QuantizeLinear: quantize,
};
