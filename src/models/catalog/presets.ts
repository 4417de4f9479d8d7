import type { CardInput, PresetName } from '../card.js';

/** How samples 0…255 become the input of a network: `(v * scale - mean) / deviation`, channel by channel. */
export interface Preset {
  readonly input: Readonly<Pick<CardInput, 'channelOrder' | 'scale' | 'mean' | 'deviation'>>;
}

/**
 * The three ways in which nearly all ImageNet classifiers take their pictures, the modes of Keras' `preprocess_input`
 * (`keras/src/applications/imagenet_utils.py`, where torchvision's is called `torch`).
 */
export const presets: Readonly<Record<PresetName, Preset>> = {
  /** RGB in [0, 1], then ImageNet's mean and standard deviation: torchvision, MXNet Gluon, most PyTorch models. */
  torchvision: {
    input: {
      channelOrder: 'RGB',
      scale: 1 / 255,
      mean: [0.485, 0.456, 0.406],
      deviation: [0.229, 0.224, 0.225],
    },
  },
  /** RGB in [-1, 1]: Inception, Xception, MobileNet of TensorFlow and Keras. */
  tf: { input: { channelOrder: 'RGB', scale: 1 / 127.5, mean: [1, 1, 1], deviation: [1, 1, 1] } },
  /** BGR, ImageNet's mean subtracted, not scaled: models from Caffe, ResNet and VGG of Keras. */
  caffe: { input: { channelOrder: 'BGR', scale: 1, mean: [103.939, 116.779, 123.68], deviation: [1, 1, 1] } },
};
