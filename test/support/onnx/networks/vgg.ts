import { Network } from './network.js';

/** VGG-19 (Simonyan and Zisserman, 2015): [N, 3, 224, 224] to 1000 logits, as PyTorch wrote opset 7. */
export function vgg19(seed = 0): Uint8Array {
  const net = new Network(7, seed);
  let x = 'input';
  let channels = 3;
  for (const [convolutions, width] of [
    [2, 64],
    [2, 128],
    [4, 256],
    [4, 512],
    [4, 512],
  ]) {
    for (let i = 0; i < convolutions; i++) {
      x = net.relu(net.conv(x, channels, width, 3));
      channels = width;
    }
    x = net.maxPool(x, 2, 2);
  }
  x = net.add('Flatten', [x], { axis: 1 });
  x = net.add('Dropout', [net.relu(net.gemm(x, 512 * 7 * 7, 4096, Math.SQRT2))], { ratio: 0.5 });
  x = net.add('Dropout', [net.relu(net.gemm(x, 4096, 4096, Math.SQRT2))], { ratio: 0.5 });
  return net.bytes(['N', 3, 224, 224], net.gemm(x, 4096, 1000));
}
