import { intAttribute, like, node } from '../../onnx/nodes.js';
import type { GraphProto, NodeProto } from '../../onnx/onnx_pb.js';

/**
 * Pools the parts of a concatenation of channels before they are joined, where the pool alone uses it. The numbers are the
 * same, and the gradient of each part stays apart, as the convolutions before it need it.
 * @param kept names of values that must stay
 */
export function exchangePools(graph: GraphProto, kept: ReadonlySet<string>): void {
  const users = new Map<string, NodeProto[]>();
  const taken = new Set<string>([...graph.initializer, ...graph.input, ...graph.output].map(({ name }) => name));
  for (const one of graph.node) {
    for (const name of one.input) users.set(name, [...(users.get(name) ?? []), one]);
    for (const name of one.output) taken.add(name);
  }
  const results = new Set(graph.output.map(({ name }) => name));
  const unique = (name: string): string => (taken.has(name) ? unique(`${name}_`) : name);
  const pooled = new Map<NodeProto, NodeProto>();
  for (const one of graph.node) {
    if (one.opType !== 'Concat' || one.domain !== '' || intAttribute(one, 'axis') !== 1 || one.input.length < 2)
      continue;
    const [joined] = one.output;
    const [pool, ...others] = users.get(joined) ?? [];
    if (pool?.opType !== 'MaxPool' || others.length > 0 || pool.output.length > 1) continue;
    if (!kept.has(joined) && !results.has(joined)) pooled.set(pool, one);
  }
  const gone = new Set(pooled.values());
  graph.node = graph.node.flatMap((one) => {
    if (gone.has(one)) return [];
    const concat = pooled.get(one);
    if (concat === undefined) return [one];
    const parts = concat.input.map((name, i) => {
      const output = unique(`${one.output[0]}/part_${i}`);
      taken.add(output);
      return like(one, [name], output, one.name === '' ? '' : `${one.name}/part_${i}`);
    });
    const outputs = parts.map(({ output }) => output[0]);
    return [...parts, node('Concat', outputs, one.output, { axis: { int: 1 } }, concat.name)];
  });
}
