import type { FullImage } from '../../src/core/image.js';
import { createRandom } from '../../src/core/random.js';
import { type Classifier, loadClassifier } from '../../src/models/index.js';
import { graph, node, randomTensor } from './onnx/build.js';

/** The side of a smooth classifier's pictures. */
export const smoothSide = 32;

/** A small network with a CAM and without a kink: a convolution, the logistic function, average pooling, a matrix. */
export function smoothClassifier(): Promise<Classifier> {
  const bytes = graph({
    inputs: { x: ['n', 3, smoothSide, smoothSide] },
    output: 'y',
    nodes: [
      node('Conv', ['x', 'w1'], ['a'], { strides: [2, 2], pads: [1, 1, 1, 1] }),
      node('Sigmoid', ['a'], ['b']),
      node('GlobalAveragePool', ['b'], ['c']),
      node('Flatten', ['c'], ['d']),
      node('Gemm', ['d', 'w2', 'b2'], ['y'], { transB: 1 }),
    ],
    weights: {
      w1: randomTensor([8, 3, 3, 3], 1, 0.8),
      w2: randomTensor([6, 8], 2, 8),
      b2: randomTensor([6], 3),
    },
  });
  const labels = Array.from({ length: 6 }, (_, i) => ({ id: `c${i}`, name: `class ${i}` }));
  return loadClassifier(bytes, {
    model: { name: 'smooth', preset: 'torchvision', labels, output: 'logits', resize: 'stretch' },
  });
}

/** A picture for it: waves with noise, away from black and white. */
export function smoothPicture(seed: number): FullImage<Float32Array> {
  const random = createRandom(seed, 'picture');
  const data = Float32Array.from({ length: smoothSide * smoothSide * 3 }, (_, i) =>
    Math.round(128 + 50 * Math.sin(i / (40 + seed)) + random.uniform(-25, 25)),
  );
  return { width: smoothSide, height: smoothSide, channels: 3, data };
}
