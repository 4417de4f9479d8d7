import { ModelError } from '../errors.js';
import { describeNode, operatorOf } from '../onnx/nodes.js';
import type { NodeProto } from '../onnx/onnx_pb.js';
import { elementTypeName, isFloating } from '../onnx/tensors.js';
import { type GradientGraph, NodeContext } from './context.js';
import { hasSubgraph } from './dependence.js';
import { rules } from './rules/index.js';

/** The ends of the path, and the gradient that it begins with. */
interface Ends {
  readonly from: string;
  readonly to: string;
  /** Name of the gradient of `to`. */
  readonly cotangent: string;
}

function ruleFor(node: NodeProto, model: string) {
  if (hasSubgraph(node)) {
    throw new ModelError(
      model,
      `cannot be differentiated through ${describeNode(node)}, which holds a graph of its own: export the model without control flow`,
    );
  }
  const operator = operatorOf(node);
  if (!Object.hasOwn(rules, operator)) {
    throw new ModelError(
      model,
      `cannot be differentiated through ${describeNode(node)}: there is no gradient rule for this operator, export the model without it`,
    );
  }
  return rules[operator];
}

/**
 * Writes the gradient nodes of everything between the ends, from back to front.
 * @returns the name of the gradient of `from`
 */
export function walk(graph: GradientGraph, nodes: readonly NodeProto[], ends: Ends): string {
  const { builder, active, model } = graph;
  const gradients = new Map<string, string>();
  const add = (name: string, gradient: string) => {
    const before = gradients.get(name);
    gradients.set(name, before === undefined ? gradient : builder.emit('Add', [before, gradient], 1)[0]);
  };
  if (active.has(ends.to)) add(ends.to, ends.cotangent);
  for (const node of nodes.toReversed()) {
    const given = node.output.map((name) => gradients.get(name));
    // What lies before `from` is not asked for.
    if (given.every((gradient) => gradient === undefined) || node.output.includes(ends.from)) continue;
    const context = new NodeContext(node, graph);
    const results = ruleFor(node, model)(context, given);
    for (const [i, gradient] of results.entries()) {
      if (gradient !== undefined && context.needs(i)) add(node.input[i], gradient);
    }
  }
  const gradient = gradients.get(ends.from);
  if (gradient !== undefined) return gradient;
  const { type } = graph.probe.values.get(ends.from)!;
  throw new ModelError(
    model,
    isFloating(type)
      ? `has no differentiable path from ${ends.from} to ${ends.to}: choose an output before rounding, comparing or picking the largest class`
      : `has no differentiable path from ${ends.from}, which holds ${elementTypeName(type)}: export it with a float input`,
  );
}
