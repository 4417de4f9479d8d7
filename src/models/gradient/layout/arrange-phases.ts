import { intAttribute, intsAttribute } from '../../onnx/nodes.js';
import type { NodeProto } from '../../onnx/onnx_pb.js';
import type { Dimension } from '../backward.js';
import type { Builder } from '../builder.js';
import { gatesOf } from './gates.js';
import { phasedConvolution } from './phased-convolution.js';
import { interleave, type Phases, phasesOf, phasesOperator, slice } from './phases.js';

/** Whether a convolution works on each pixel alone. */
const pointwise = (one: NodeProto) =>
  ['kernel_shape', 'strides'].every(
    (name) => intsAttribute(one, name)?.every((size) => size === 1) ?? name === 'strides',
  ) &&
  (intsAttribute(one, 'pads')?.every((size) => size === 0) ?? true) &&
  (intAttribute(one, 'group') ?? 1) === 1 &&
  one.input.length === 2;

/** Changes the phases that are there. */
function eachPhase(
  { values, strides }: Phases,
  change: (value: string, row: number, column: number) => string,
): string[] {
  const columns = strides[1];
  return values.map((value, i) => (value === '' ? '' : change(value, Math.floor(i / columns), i % columns)));
}

/**
 * Replaces every picture in phases by nodes of ONNX, after the operations on single pixels that it alone goes through.
 * @param shapeOf shapes of the values of the graph that is differentiated
 */
export function arrangePhases(builder: Builder, shapeOf: (name: string) => readonly Dimension[] | undefined): void {
  const uses = new Map<string, number>();
  const masks = new Map<string, NodeProto>();
  const pending = new Map<string, Phases>();
  const done = new Set<NodeProto>();
  const users = new Map<string, NodeProto>();
  builder.rewrite((one) => {
    for (const name of one.input) {
      uses.set(name, (uses.get(name) ?? 0) + 1);
      users.set(name, one);
    }
    builder.keep(one);
  });
  const gates = gatesOf(builder, uses);
  const only = (name: string) => (uses.get(name) === 1 ? pending.get(name) : undefined);
  const slices = new Map<string, string>();
  const sliced = (value: string, phases: Phases, r: number, c: number) => {
    const key = `${phases.strides.join()}:${r}:${c}:${value}`;
    const made = slices.get(key) ?? slice(builder, value, phases, r, c);
    slices.set(key, made);
    return made;
  };
  /** Whether a value has every pixel and channel of the picture: it does not broadcast. */
  const covers = (name: string, { channels, sizes }: Phases) =>
    shapeOf(name)?.slice(1).join() === [channels, ...sizes].join();
  builder.rewrite((one) => {
    const [output] = one.output;
    if (one.opType === phasesOperator) {
      pending.set(output, phasesOf(one));
      return;
    }
    if (one.opType === 'HardSigmoid') masks.set(output, one);
    const [first, second] = one.input;
    const phases = first === undefined ? undefined : only(first);
    const mask = masks.get(second);
    if (gates.passed.has(output)) {
      pending.delete(first);
      pending.set(output, phases!);
      return;
    }
    const gated = gates.before.get(output) ?? [];
    if (gated.length > 0) {
      const value = gated.reduce((gradient, { mask: by, at }) => {
        const name = builder.unique('HardSigmoid');
        builder.keepLike(by, [at], name);
        return builder.emit('Mul', [gradient, name], 1)[0];
      }, first);
      builder.keepLike(one, [value], output);
      return;
    }
    if (phases !== undefined && one.opType === 'Mul' && mask !== undefined && covers(mask.input[0], phases)) {
      const masked = eachPhase(phases, (value, r, c) => {
        const name = builder.unique('HardSigmoid');
        builder.keepLike(mask, [sliced(mask.input[0], phases, r, c)], name);
        return builder.emit('Mul', [value, name], 1)[0];
      });
      pending.delete(first);
      pending.set(output, { ...phases, values: masked });
      return;
    }
    const weights = phases === undefined ? undefined : builder.constantOf(second);
    if (phases !== undefined && one.opType === 'Conv' && weights !== undefined && pointwise(one)) {
      if (weights.dims[0] <= phases.channels) {
        const values = eachPhase(phases, (value) => {
          const name = builder.unique('Conv');
          builder.keepLike(one, [value, second], name);
          return name;
        });
        pending.delete(first);
        pending.set(output, { ...phases, values, channels: weights.dims[0] });
        return;
      }
    }
    if (done.has(one)) return;
    const user = uses.get(output) === 1 ? users.get(output) : undefined;
    if (phases !== undefined && one.opType === 'Conv' && user !== undefined) {
      if (phasedConvolution(builder, one, user, phases)) {
        pending.delete(first);
        done.add(user);
        return;
      }
    }
    for (const name of one.input) {
      const waiting = pending.get(name);
      if (waiting === undefined) continue;
      interleave(builder, waiting, name);
      pending.delete(name);
    }
    builder.keep(one);
  });
  for (const [name, phases] of pending) interleave(builder, phases, name);
}
