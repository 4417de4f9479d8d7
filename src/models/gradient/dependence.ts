import type { GraphProto, NodeProto } from '../onnx/onnx_pb.js';

/** Names that a sub-graph (of If, Loop, Scan) takes from the graphs around it. */
function outerNames(graph: GraphProto): string[] {
  const own = new Set<string>();
  for (const { name } of [...graph.input, ...graph.initializer]) own.add(name);
  for (const { output } of graph.node) for (const name of output) own.add(name);
  const used = [...graph.node.flatMap(inputsOf), ...graph.output.map(({ name }) => name)];
  return used.filter((name) => !own.has(name));
}

/** Names of all values that a node reads, those that its sub-graphs read too. */
export function inputsOf(node: NodeProto): string[] {
  const inner = node.attribute.flatMap(({ g }) => (g === undefined ? [] : outerNames(g)));
  return [...node.input, ...inner].filter((name) => name !== '');
}

/** Whether a node holds sub-graphs. */
export function hasSubgraph(node: NodeProto): boolean {
  return node.attribute.some(({ g }) => g !== undefined);
}

/**
 * Names of the values that depend on some, those included.
 * @param nodes in an order in which each comes after what it reads
 * @param passes whether an output of a node counts, once one of the node's inputs does
 */
export function dependents(
  nodes: readonly NodeProto[],
  names: Iterable<string>,
  passes: (node: NodeProto, output: string, reached: ReadonlySet<string>) => boolean,
): Set<string> {
  const reached = new Set(names);
  for (const node of nodes) {
    if (!inputsOf(node).some((name) => reached.has(name))) continue;
    for (const output of node.output) if (output !== '' && passes(node, output, reached)) reached.add(output);
  }
  return reached;
}

/**
 * Nodes in an order in which each comes after what it reads. ONNX asks for that order, but runtimes do not, and a wrong
 * one would silently lose gradients. An ordered list stays as it is; what reads itself comes last, and no runtime takes it.
 */
export function inOrder(nodes: readonly NodeProto[]): NodeProto[] {
  const waiting = new Map<string, NodeProto[]>();
  const missing = new Map<NodeProto, number>();
  const later = new Set(nodes.flatMap(({ output }) => output.filter((name) => name !== '')));
  const ordered: NodeProto[] = [];
  const place = (first: NodeProto) => {
    const ready = [first];
    for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
      ordered.push(next);
      for (const name of next.output) {
        later.delete(name);
        for (const reader of waiting.get(name) ?? []) {
          const left = missing.get(reader)! - 1;
          missing.set(reader, left);
          if (left === 0) ready.push(reader);
        }
        waiting.delete(name);
      }
    }
  };
  for (const node of nodes) {
    const names = new Set(inputsOf(node).filter((name) => later.has(name)));
    missing.set(node, names.size);
    for (const name of names) waiting.set(name, [...(waiting.get(name) ?? []), node]);
    if (names.size === 0) place(node);
  }
  return [...ordered, ...nodes.filter((node) => missing.get(node)! > 0)];
}
