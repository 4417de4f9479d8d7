import type { NodeProto } from '../../onnx/onnx_pb.js';
import type { Builder } from '../builder.js';
import { type Phases, phasesOf, phasesOperator } from './phases.js';

/**
 * Masks of a maximum pool's input that its gradient goes through: on the output, before the pool, they do the same, on
 * fewer values.
 */
export interface Gates {
  /** For the gradient of a pool's output the masks. */
  readonly before: ReadonlyMap<string, readonly { mask: NodeProto; at: string }[]>;
  /** Results of multiplications that are not needed any more. */
  readonly passed: ReadonlySet<string>;
}

export function gatesOf(builder: Builder, uses: ReadonlyMap<string, number>): Gates {
  const pools = new Map<string, NonNullable<Phases['from']>>();
  const masks = new Map<string, NodeProto>();
  const before = new Map<string, { mask: NodeProto; at: string }[]>();
  const passed = new Set<string>();
  builder.rewrite((one) => {
    builder.keep(one);
    const [output] = one.output;
    const [first, second] = one.input;
    if (one.opType === 'HardSigmoid') masks.set(output, one);
    const from = one.opType === phasesOperator ? phasesOf(one).from : undefined;
    if (from !== undefined) pools.set(output, from);
    const pool = one.opType === 'Mul' && uses.get(first) === 1 ? pools.get(first) : undefined;
    const mask = masks.get(second);
    if (pool === undefined || mask?.input[0] !== pool.input) return;
    before.set(pool.gradient, [...(before.get(pool.gradient) ?? []), { mask, at: pool.output }]);
    pools.set(output, pool);
    passed.add(output);
  });
  return { before, passed };
}
