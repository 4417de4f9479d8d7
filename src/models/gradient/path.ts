import { operatorOf } from '../onnx/nodes.js';
import type { NodeProto } from '../onnx/onnx_pb.js';
import { elementTypes, isFloating } from '../onnx/tensors.js';
import type { Value } from './backward.js';
import { dependents } from './dependence.js';

/** Operators that give floats, but whose derivative is 0 wherever it exists, or that only look at a shape. */
const flat = new Set(
  'Floor Ceil Round Sign EyeLike RandomNormalLike RandomUniformLike Bernoulli Multinomial ConstantOfShape'.split(' '),
);

const { uint8, int8, uint16, int16 } = elementTypes;
const quantized: ReadonlySet<number> = new Set([uint8, int8, uint16, int16]);

/**
 * Names of the values that depend on `wrt` by a differentiable path. Integers and truth values have no derivatives, except
 * between QuantizeLinear and DequantizeLinear, where the gradient is that of the number that the integer stands for.
 */
export function activeValues(
  nodes: readonly NodeProto[],
  values: ReadonlyMap<string, Value>,
  wrt: string,
): ReadonlySet<string> {
  return dependents(nodes, [wrt], (node, output, reached) => {
    const operator = operatorOf(node);
    if (flat.has(operator)) return false;
    // A value of unknown type or shape is left to the walk, which names it where it matters.
    const type = values.get(output)?.type ?? elementTypes.float;
    if (isFloating(type)) return true;
    if (!quantized.has(type) || operator === 'Cast') return false;
    return (
      operator === 'QuantizeLinear' || node.input.some((name) => reached.has(name) && values.get(name)?.type === type)
    );
  });
}
