import type { Call, Operators } from './call.js';
import { FLOAT, INT64, make, type Tensor64 } from './tensor.js';

function constant(call: Call): Tensor64 {
  const value = call.tensor('value');
  if (value !== undefined) return value;
  if (call.has('value_float')) return make([], [call.float('value_float', 0)]);
  if (call.has('value_int')) return make([], [call.int('value_int', 0)], INT64);
  if (call.has('value_ints')) {
    const ints = call.ints('value_ints', []);
    return make([ints.length], ints, INT64);
  }
  const floats = call.floats('value_floats', []);
  return make([floats.length], floats, FLOAT);
}

function constantOfShape(call: Call): Tensor64 {
  const value = call.tensor('value') ?? make([1], [0]);
  const y = make([...call.input().data], undefined, value.type);
  y.data.fill(value.data[0]);
  return y;
}

/** Start and end came with opset 15. */
function shapeOf(call: Call): Tensor64 {
  const { dims } = call.input();
  const part = dims.slice(call.int('start', 0), call.int('end', dims.length));
  return make([part.length], part, INT64);
}

function range(call: Call): Tensor64 {
  const [start, limit, delta] = [0, 1, 2].map((i) => call.input(i).data[0]);
  const count = Math.max(0, Math.ceil((limit - start) / delta));
  return make(
    [count],
    Array.from({ length: count }, (_, i) => start + i * delta),
    call.input().type,
  );
}

export const constants: Operators = {
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Shape: shapeOf,
  Size: (call) => make([], [call.input().data.length], INT64),
  Range: range,
};
