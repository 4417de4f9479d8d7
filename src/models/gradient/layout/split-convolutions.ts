import { intAttribute } from '../../onnx/nodes.js';
import type { NodeProto } from '../../onnx/onnx_pb.js';
import { tensorFloats, tensorNumbers } from '../../onnx/tensors.js';
import type { Builder } from '../builder.js';

/**
 * Computes the parts of a convolution's channels apart instead of splitting them: a concatenation of channels becomes a
 * Split of the gradient, which leaves ONNX Runtime's blocked layout, while some of the filters are a convolution too. Sums
 * of convolutions are split into sums.
 */
export function splitConvolutions(builder: Builder): void {
  const uses = new Map<string, number>();
  const makers = new Map<string, NodeProto>();
  builder.rewrite((one) => {
    for (const name of one.input) uses.set(name, (uses.get(name) ?? 0) + 1);
    for (const name of one.output) makers.set(name, one);
    builder.keep(one);
  });

  /** The node that gives a value for this one use, if its channels can be computed apart. */
  const partible = (name: string): NodeProto | undefined => {
    const maker = uses.get(name) === 1 ? makers.get(name) : undefined;
    if (maker?.opType === 'Add') return maker.input.every((input) => partible(input) !== undefined) ? maker : undefined;
    if (maker?.opType !== 'Conv' || maker.input.length !== 2 || (intAttribute(maker, 'group') ?? 1) !== 1)
      return undefined;
    return builder.constantOf(maker.input[1]) === undefined ? undefined : maker;
  };

  /** Computes `count` channels from the `first` on, and gives them that name. */
  const part = (name: string, first: number, count: number, output: string): string => {
    const maker = makers.get(name)!;
    let input: string[];
    if (maker.opType === 'Add') {
      input = maker.input.map((value) => part(value, first, count, builder.unique('part')));
    } else {
      const filters = builder.constantOf(maker.input[1])!;
      const size = filters.dims.slice(1).reduce((a, c) => a * c, 1);
      const some = tensorFloats(filters)!.subarray(first * size, (first + count) * size);
      input = [maker.input[0], builder.constant(filters.dataType, some, [count, ...filters.dims.slice(1)])];
    }
    builder.keepLike(maker, input, output);
    return output;
  };

  builder.rewrite((one) => {
    const sizes =
      one.opType === 'Split' && intAttribute(one, 'axis') === 1 ? builder.constantOf(one.input[1]) : undefined;
    if (sizes === undefined || partible(one.input[0]) === undefined) {
      builder.keep(one);
      return;
    }
    let first = 0;
    tensorNumbers(sizes)!.forEach((count, i) => {
      part(one.input[0], first, count, one.output[i]);
      first += count;
    });
  });
}
