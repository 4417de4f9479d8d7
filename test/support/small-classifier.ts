import type { CardInput, PartialCard } from '../../src/models/card.js';
import type { Classifier } from '../../src/models/classifier.js';
import { loadClassifier } from '../../src/models/load-classifier.js';
import { type Dims, graph, type GraphSpec, node, randomTensor } from './onnx/build.js';

/** The input that small classifiers have: 8 × 6 pixels in [0,1]. */
export const smallInput: CardInput = {
  width: 8,
  height: 6,
  layout: 'NCHW',
  channelOrder: 'RGB',
  scale: 1 / 255,
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
};

/** A card of a small classifier, changed here and there. */
export function smallCard({ input, ...card }: PartialCard = {}): PartialCard {
  return { ...card, input: { ...smallInput, ...input } };
}

export interface SmallOptions {
  layout?: 'NCHW' | 'NHWC';
  /** Shape of the input. Default: a free batch of 8 × 6 pixels. */
  dims?: Dims;
  /** What follows the linear layer. Default nothing. */
  end?: 'softmax' | 'exp-over-sum' | 'nan';
  classes?: number;
  seed?: number;
  /** Factor of the weights of the last layer. Default 1. */
  spread?: number;
  spec?: Partial<GraphSpec>;
}

/**
 * A classifier of five classes: convolution, Relu, global average pooling, Gemm. Its feature maps are `features`,
 * [N,7,6,8]; the Gemm's weights are `w2`, [classes,7].
 */
export function smallClassifier(options: SmallOptions = {}): Uint8Array {
  const { layout = 'NCHW', end, classes = 5, seed = 1, spread = 1, spec = {} } = options;
  const dims = options.dims ?? (layout === 'NCHW' ? ['batch', 3, 6, 8] : ['batch', 6, 8, 3]);
  const ends = {
    softmax: [node('Softmax', ['scores'], ['result'], { axis: 1 })],
    'exp-over-sum': [
      node('Exp', ['scores'], ['e']),
      node('ReduceSum', ['e', 'axis'], ['sum']),
      node('Div', ['e', 'sum'], ['result']),
    ],
    nan: [node('Sub', ['scores', 'huge'], ['below']), node('Log', ['below'], ['result'])],
  };
  return graph({
    inputs: { picture: dims },
    output: end ? 'result' : 'scores',
    nodes: [
      ...(layout === 'NHWC' ? [node('Transpose', ['picture'], ['x'], { perm: [0, 3, 1, 2] })] : []),
      node('Conv', [layout === 'NHWC' ? 'x' : 'picture', 'w1', 'b1'], ['conv'], { pads: [1, 1, 1, 1] }),
      node('Relu', ['conv'], ['features']),
      node('GlobalAveragePool', ['features'], ['pooled']),
      node('Flatten', ['pooled'], ['flat']),
      node('Gemm', ['flat', 'w2', 'b2'], ['scores'], { transB: 1 }),
      ...(end ? ends[end] : []),
    ],
    weights: {
      w1: randomTensor([7, 3, 3, 3], seed, 0.4),
      b1: randomTensor([7], seed + 1, 0.1),
      w2: randomTensor([classes, 7], seed + 2, spread),
      b2: randomTensor([classes], seed + 3, 0.5),
      ...(end === 'exp-over-sum' ? { axis: { dims: [1], data: [1], type: 'int64' } } : {}),
      ...(end === 'nan' ? { huge: { dims: [1], data: [1e6], type: 'float' } } : {}),
    },
    ...spec,
  });
}

/** Does something with a classifier called `net`, which is freed afterwards. */
export async function using<T>(
  bytes: Uint8Array,
  run: (classifier: Classifier) => Promise<T>,
  card: PartialCard = {},
): Promise<T> {
  const classifier = await loadClassifier(bytes, { model: smallCard({ name: 'net', ...card }) });
  try {
    return await run(classifier);
  } finally {
    await classifier.dispose();
  }
}
