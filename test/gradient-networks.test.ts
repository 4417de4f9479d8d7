import { describe, expect, it } from 'vitest';
import { type DirectionalOptions, directionalErrors } from './support/onnx/directional.js';
import { convNextTiny } from './support/onnx/networks/convnext.js';
import { inceptionV3 } from './support/onnx/networks/inception.js';
import { mobileNetV3 } from './support/onnx/networks/mobilenet.js';
import { resNet50 } from './support/onnx/networks/resnet.js';
import { vgg19 } from './support/onnx/networks/vgg.js';
import { vitTiny } from './support/onnx/networks/vit.js';

const full = process.env.FULL === '1';

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Networks with kinks: a step above the noise of float32, and the gradient at several points of it. */
const kinked = { size: 224, directions: 8, checked: full ? 8 : 4, step: 4e-4, points: 6 };
/** Smooth ones: the plain central difference, along directions with all frequencies. */
const smooth = { size: 224, directions: 8, rough: true, step: 1e-2, points: 1 };

const networks: readonly (readonly [string, () => Uint8Array, DirectionalOptions])[] = [
  ['ResNet-50', () => resNet50(), kinked],
  ['Inception-v3, as PyTorch writes it', () => inceptionV3('torch'), { ...kinked, size: 299 }],
  ['MobileNetV3-Large with HardSwish', () => mobileNetV3('operator'), kinked],
  ['ConvNeXt-tiny with LayerNormalization and Gelu', () => convNextTiny('operators'), smooth],
  ['ViT-tiny with LayerNormalization in parts', () => vitTiny('parts'), smooth],
  // 144 million weights.
  ['VGG-19', () => vgg19(), full ? kinked : { ...kinked, directions: 4, checked: 1 }],
];

/** The same networks as other exporters, or other opsets, write them. */
const otherSpellings: typeof networks = [
  [
    'Inception-v3, as TensorFlow writes it',
    () => inceptionV3('tensorflow'),
    { ...kinked, size: 299, channelsLast: true },
  ],
  ['MobileNetV3-Large with HardSigmoid', () => mobileNetV3('hard-sigmoid'), kinked],
  ['MobileNetV3-Large with Clip', () => mobileNetV3('clip'), kinked],
  ['ConvNeXt-tiny in parts', () => convNextTiny('parts'), smooth],
  ['ViT-tiny with LayerNormalization and Split', () => vitTiny('operators'), smooth],
];

describe('the gradient of a full-size network agrees with directional derivatives', () => {
  it.each([...networks, ...(full ? otherSpellings : [])])('%s', { timeout: 600_000 }, async (_, build, options) => {
    const errors = await directionalErrors(build(), options);
    expect(errors).toHaveLength(options.checked ?? options.directions);
    // Without kinks, float32 leaves four digits.
    expect(median(errors), errors.join(' ')).toBeLessThanOrEqual(options.points === 1 ? 0.005 : 0.02);
  });
});
