import { type GraphFacts, origin } from '../graph-facts.js';
import type { ParsedModel } from '../onnx/model-file.js';
import { intAttribute, intsAttribute } from '../onnx/nodes.js';
import type { NodeProto } from '../onnx/onnx_pb.js';
import { type ClassWeights, type Constants, constantsOf, linearLayer } from './linear.js';

/** The order of the axes of a feature map. */
export type Layout = 'NCHW' | 'NHWC';

/** Where class activation maps can be read off: the features before a global average, and what each is worth. */
export interface CamLayer {
  /** The value whose channels are the feature maps. */
  readonly feature: string;
  readonly layout: Layout;
  /** Undefined where the channels are the classes themselves. */
  readonly weights: ClassWeights | undefined;
  /** What the map must measure for the pooling to be global, where the graph says it: [height, width]. */
  readonly kernel: readonly number[] | undefined;
}

/** The axes of a ReduceMean, counted from the front; undefined where they are not known. */
function reducedAxes(node: NodeProto, constants: Constants): number[] | undefined {
  const axes = intsAttribute(node, 'axes') ?? (node.input[1] ? constants.numbers(node.input[1]) : undefined);
  return axes?.map((axis) => (axis < 0 ? axis + 4 : axis)).toSorted((a, b) => a - b);
}

/** A global average, as the layer before it. */
function pooled(
  value: string,
  givenBy: ReadonlyMap<string, NodeProto>,
  constants: Constants,
): Omit<CamLayer, 'weights'> | undefined {
  const node = givenBy.get(value);
  const feature = node?.input[0] ?? '';
  switch (node?.opType) {
    case 'GlobalAveragePool':
      return { feature, layout: 'NCHW', kernel: undefined };
    case 'ReduceMean': {
      const axes = reducedAxes(node, constants)?.join();
      const layout = axes === '2,3' ? 'NCHW' : axes === '1,2' ? 'NHWC' : undefined;
      return layout && { feature, layout, kernel: undefined };
    }
    case 'AveragePool': {
      const padded = (intsAttribute(node, 'pads') ?? []).some((pad) => pad !== 0);
      const kernel = intsAttribute(node, 'kernel_shape');
      return padded || (intAttribute(node, 'ceil_mode') ?? 0) !== 0 || kernel === undefined
        ? undefined
        : { feature, layout: 'NCHW', kernel };
    }
    default:
      return undefined;
  }
}

/**
 * Finds the layer of class activation maps (B. Zhou et al., "Learning deep features for discriminative localization",
 * CVPR 2016): a global average followed by a linear layer, or a last convolution whose maps are averaged.
 */
export function camLayer(model: ParsedModel, facts: GraphFacts, scores: string): CamLayer | undefined {
  const { givenBy } = facts;
  const constants = constantsOf(model, givenBy);
  const last = origin(scores, givenBy);
  const direct = pooled(last, givenBy, constants);
  if (direct !== undefined) return { ...direct, weights: undefined };
  const linear = linearLayer(last, givenBy, constants);
  const layer = linear && pooled(origin(linear.input, givenBy), givenBy, constants);
  return layer && { ...layer, weights: linear.weights };
}
