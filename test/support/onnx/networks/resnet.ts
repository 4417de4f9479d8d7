import { Network } from './network.js';

/** Conv, BatchNormalization. */
function convNorm(net: Network, x: string, from: number, to: number, kernel: number, stride: number, gain = 1): string {
  const y = net.conv(x, from, to, kernel, { stride, bias: false });
  return net.batchNormalization(y, to, gain);
}

function bottleneck(net: Network, x: string, from: number, width: number, stride: number): string {
  let y = net.relu(convNorm(net, x, from, width, 1, 1));
  y = net.relu(convNorm(net, y, width, width, 3, stride));
  // Small, so that the sum of 16 blocks stays near the size of its input.
  y = convNorm(net, y, width, 4 * width, 1, 1, 0.3);
  const shortcut = from === 4 * width ? x : convNorm(net, x, from, 4 * width, 1, stride, 0.7);
  return net.relu(net.add('Add', [y, shortcut]));
}

/**
 * ResNet-50 (He et al., 2016; stride in the 3×3 convolution, as in torchvision): [N, 3, 224, 224] to 1000 logits, with
 * batch normalization as nodes of its own, as exports for training and of other frameworks have it.
 */
export function resNet50(seed = 0): Uint8Array {
  const net = new Network(9, seed);
  let x = net.relu(convNorm(net, 'input', 3, 64, 7, 2));
  x = net.maxPool(x, 3, 2, 1);
  let channels = 64;
  for (const [stage, blocks] of [3, 4, 6, 3].entries()) {
    const width = 64 * 2 ** stage;
    for (let i = 0; i < blocks; i++) {
      x = bottleneck(net, x, channels, width, i === 0 && stage > 0 ? 2 : 1);
      channels = 4 * width;
    }
  }
  x = net.add('Flatten', [net.add('GlobalAveragePool', [x])], { axis: 1 });
  return net.bytes(['N', 3, 224, 224], net.gemm(x, channels, 1000));
}
