import type { ModelCard, PresetName } from '../card.js';
import { presets } from './presets.js';

/** One model that is known by its hash: where it can be had, and how it takes pictures. */
export interface CatalogEntry {
  /** The name of its publisher, also the name of its file without `.onnx`. */
  readonly name: string;
  /** Shorter names. */
  readonly aliases: readonly string[];
  /** What it is, in a few words. */
  readonly title: string;
  /** Where `models pull` gets it; undefined for a file that is only recognised. */
  readonly url?: string;
  /** SHA-256 of the file, in lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Length of the file. */
  readonly bytes: number;
  readonly source: string;
  readonly license: string;
  /** Everything of its card but name and labels; the labels are the 1000 classes of ImageNet. */
  readonly card: Pick<ModelCard, 'input' | 'resize' | 'output'>;
}

/**
 * The address under which the model zoo's files are documented to lie since July 2025.
 * Unverified: it was not reachable where this was written. The hash decides what becomes a model, whatever comes from it.
 */
function zooUrl(name: string): string {
  return `https://huggingface.co/onnxmodelzoo/${name}/resolve/main/${name}.onnx`;
}

type Layout = {
  size: number;
  preset: PresetName;
  resize?: ModelCard['resize'];
  output?: ModelCard['output'];
};

/** All models of the zoo are NCHW; scores without softmax, on the centre of the picture, unless they say otherwise. */
function card({ size, preset, resize = 'crop', output = 'logits' }: Layout): CatalogEntry['card'] {
  return { input: { width: size, height: size, layout: 'NCHW', ...presets[preset].input }, resize, output };
}

type ZooEntry = Omit<CatalogEntry, 'url' | 'source' | 'license' | 'card'> & Layout & { license?: string };

/** A model of the ONNX model zoo; hash and length are those of the zoo's own pointer files (Git LFS). */
function zoo({ name, aliases, title, sha256, bytes, license = 'Apache-2.0', ...layout }: ZooEntry): CatalogEntry {
  const source = 'ONNX model zoo (github.com/onnx/models)';
  return { name, aliases, title, url: zooUrl(name), sha256, bytes, source, license, card: card(layout) };
}

/**
 * Models that can be pulled, and files that are recognised. Preprocessing, shapes and outputs are what the zoo says of
 * each: `validated/vision/classification/<family>/README.md` and `ONNX_HUB_MANIFEST.json` for the older ones (from MXNet
 * Gluon), `Computer_Vision/<name>_timm/turnkey_stats.yaml` for those of opset 17. These two are exports of timm 0.9.8
 * from PyTorch, so they are NCHW with 1000 scores for a fixed batch of 1, although one is named after TensorFlow, where
 * its weights are from.
 */
export const catalogEntries: readonly CatalogEntry[] = [
  zoo({
    name: 'resnet50-v1-12',
    aliases: ['resnet50'],
    title: 'ResNet-50',
    sha256: '3f03fdef724b22947eed826f1eef1dc5c34151bb4c37d634f1db89dfa2dd1526',
    bytes: 102576593,
    size: 224,
    preset: 'torchvision',
  }),
  zoo({
    name: 'resnet50-v2-7',
    aliases: [],
    title: 'ResNet-50 v2',
    sha256: '79102261eb6e5fd7af5d27f41316293e388c5cb691e5d25bfb035c4f64fefe31',
    bytes: 102442452,
    size: 224,
    preset: 'torchvision',
  }),
  zoo({
    name: 'vgg19-7',
    aliases: ['vgg19'],
    title: 'VGG-19',
    sha256: '692f9f927f1df1b89033787a77a73eac59fd9b3344f9ecdf0b13221e41c2046f',
    bytes: 574677321,
    size: 224,
    preset: 'torchvision',
  }),
  zoo({
    name: 'tf_inception_v3_Opset17',
    aliases: ['inception_v3'],
    title: 'Inception-v3',
    sha256: 'e6c69ae12c2c4f89a064348087e386604100ddd14720dfb7b12db499f02e0ac3',
    bytes: 95317116,
    size: 299,
    preset: 'tf',
  }),
  zoo({
    name: 'xception_Opset17',
    aliases: ['xception'],
    title: 'Xception',
    sha256: '985e4ba7ed06d2ad9ea4669b1f86f72df6e7cfa1a2f57e9275201bfcf312d7ce',
    bytes: 91342433,
    size: 299,
    preset: 'tf',
  }),
  zoo({
    name: 'mobilenetv2-12',
    aliases: ['mobilenet_v2'],
    title: 'MobileNetV2',
    sha256: 'c0c3f76d93fa3fd6580652a45618618a220fced18babf65774ed169de0432ad5',
    bytes: 13964571,
    size: 224,
    preset: 'torchvision',
  }),
  zoo({
    name: 'squeezenet1.1-7',
    aliases: ['squeezenet1.1'],
    title: 'SqueezeNet 1.1',
    sha256: '1eeff551a67ae8d565ca33b572fc4b66e3ef357b0eb2863bb9ff47a918cc4088',
    bytes: 4956208,
    size: 224,
    preset: 'torchvision',
  }),
  zoo({
    name: 'googlenet-12',
    aliases: ['googlenet'],
    title: 'GoogLeNet',
    sha256: 'c99c507058eaf41de8723408fdda7db8325cb57f0a89f2ee07a716d6e963e14e',
    bytes: 28021836,
    // The Caffe network, not torchvision's: BGR minus the mean, and a softmax at its end (output `prob_1`). The zoo's
    // code for it stretches pictures to 224 × 224.
    size: 224,
    preset: 'caffe',
    resize: 'stretch',
    output: 'probabilities',
    license: 'BSD-3-Clause',
  }),
  {
    name: 'mobilenet_v2_224',
    aliases: [],
    title: 'MobileNetV2, dequantised',
    sha256: '28f632f147cc4ef16f0c013dfaee22617f28cf0e2570f4b4a3c1f25c1d31d66d',
    bytes: 13962898,
    source: 'weights of the quantisation-aware MobileNetV2 1.0/224 of github.com/google-coral/test_data, dequantised',
    license: 'Apache-2.0',
    card: {
      input: {
        width: 224,
        height: 224,
        layout: 'NCHW',
        channelOrder: 'RGB',
        // (v - 128) / 128
        scale: 1 / 128,
        mean: [1, 1, 1],
        deviation: [1, 1, 1],
      },
      resize: 'crop',
      output: 'logits',
    },
  },
  {
    name: 'squeezenet1_1',
    aliases: [],
    title: 'SqueezeNet 1.1, dequantised',
    sha256: 'a96711892619a6e7943c0aa72b3f7e308655d3617f1f335c34ebbfee8e51a110',
    bytes: 4951021,
    source: 'weights of SqueezeNet 1.1 of github.com/transcranial/keras-js-demos-data, dequantised',
    license: 'not stated',
    card: card({ size: 227, preset: 'caffe' }),
  },
];
