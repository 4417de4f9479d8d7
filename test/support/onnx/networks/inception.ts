import { type ConvOptions, Network } from './network.js';

/**
 * PyTorch's export: batch normalization folded into the convolutions, average pools that count the padding; or
 * TensorFlow's by tf2onnx: pictures [N, 299, 299, 3], batch normalization of its own, `auto_pad`, average pools that
 * leave the padding out.
 */
export type InceptionSpelling = 'torch' | 'tensorflow';

/** The blocks of Inception-v3 (Szegedy et al., 2016), by their names in torchvision. */
class Inception {
  readonly net: Network;
  readonly tensorflow: boolean;

  constructor(net: Network, tensorflow: boolean) {
    this.net = net;
    this.tensorflow = tensorflow;
  }

  conv(x: string, from: number, to: number, kernel: number | readonly [number, number], options: ConvOptions = {}) {
    const { net } = this;
    if (!this.tensorflow) return net.relu(net.conv(x, from, to, kernel, options));
    const auto = options.pad === 0 ? 'VALID' : 'SAME_UPPER';
    const y = net.conv(x, from, to, kernel, { ...options, pad: undefined, auto, bias: false });
    return net.relu(net.batchNormalization(y, to, 1, 1e-3));
  }

  averagePool(x: string): string {
    const window = { kernel_shape: [3, 3], strides: [1, 1] };
    return this.net.add(
      'AveragePool',
      [x],
      this.tensorflow
        ? { ...window, auto_pad: 'SAME_UPPER' }
        : { ...window, pads: [1, 1, 1, 1], count_include_pad: 1, ceil_mode: 0 },
    );
  }

  concat(...parts: string[]): string {
    return this.net.add('Concat', parts, { axis: 1 });
  }

  a(x: string, from: number, poolWidth: number): string {
    const one = this.conv(x, from, 64, 1);
    const five = this.conv(this.conv(x, from, 48, 1), 48, 64, 5);
    const double = this.conv(this.conv(this.conv(x, from, 64, 1), 64, 96, 3), 96, 96, 3);
    return this.concat(one, five, double, this.conv(this.averagePool(x), from, poolWidth, 1));
  }

  b(x: string, from: number): string {
    const three = this.conv(x, from, 384, 3, { stride: 2, pad: 0 });
    const double = this.conv(this.conv(x, from, 64, 1), 64, 96, 3);
    return this.concat(three, this.conv(double, 96, 96, 3, { stride: 2, pad: 0 }), this.net.maxPool(x, 3, 2));
  }

  c(x: string, from: number, width: number): string {
    const one = this.conv(x, from, 192, 1);
    let seven = this.conv(this.conv(x, from, width, 1), width, width, [1, 7]);
    seven = this.conv(seven, width, 192, [7, 1]);
    let double = this.conv(x, from, width, 1);
    for (const kernel of [
      [7, 1],
      [1, 7],
      [7, 1],
    ] as const)
      double = this.conv(double, width, width, kernel);
    double = this.conv(double, width, 192, [1, 7]);
    return this.concat(one, seven, double, this.conv(this.averagePool(x), from, 192, 1));
  }

  d(x: string, from: number): string {
    const three = this.conv(this.conv(x, from, 192, 1), 192, 320, 3, { stride: 2, pad: 0 });
    let seven = this.conv(this.conv(x, from, 192, 1), 192, 192, [1, 7]);
    seven = this.conv(this.conv(seven, 192, 192, [7, 1]), 192, 192, 3, { stride: 2, pad: 0 });
    return this.concat(three, seven, this.net.maxPool(x, 3, 2));
  }

  e(x: string, from: number): string {
    const one = this.conv(x, from, 320, 1);
    const three = this.conv(x, from, 384, 1);
    const both = this.concat(this.conv(three, 384, 384, [1, 3]), this.conv(three, 384, 384, [3, 1]));
    const double = this.conv(this.conv(x, from, 448, 1), 448, 384, 3);
    const wide = this.concat(this.conv(double, 384, 384, [1, 3]), this.conv(double, 384, 384, [3, 1]));
    return this.concat(one, both, wide, this.conv(this.averagePool(x), from, 192, 1));
  }
}

/** Inception-v3 without its second head: pictures of 299 × 299 to 1000 logits. */
export function inceptionV3(spelling: InceptionSpelling, seed = 0): Uint8Array {
  const tensorflow = spelling === 'tensorflow';
  const net = new Network(tensorflow ? 11 : 17, seed);
  const blocks = new Inception(net, tensorflow);
  let x = tensorflow ? net.add('Transpose', ['input'], { perm: [0, 3, 1, 2] }) : 'input';
  x = blocks.conv(x, 3, 32, 3, { stride: 2, pad: 0 });
  x = blocks.conv(blocks.conv(x, 32, 32, 3, { pad: 0 }), 32, 64, 3);
  x = blocks.conv(net.maxPool(x, 3, 2), 64, 80, 1, { pad: 0 });
  x = net.maxPool(blocks.conv(x, 80, 192, 3, { pad: 0 }), 3, 2);
  x = blocks.a(blocks.a(blocks.a(x, 192, 32), 256, 64), 288, 64);
  x = blocks.b(x, 288);
  for (const width of [128, 160, 160, 192]) x = blocks.c(x, 768, width);
  x = blocks.e(blocks.e(blocks.d(x, 768), 1280), 2048);
  if (!tensorflow) {
    x = net.add('Flatten', [net.add('GlobalAveragePool', [x])], { axis: 1 });
    return net.bytes(['N', 3, 299, 299], net.gemm(x, 2048, 1000));
  }
  x = net.add('ReduceMean', [x], { axes: [2, 3], keepdims: 0 });
  const product = net.add('MatMul', [x, net.weight([2048, 1000], 1 / Math.sqrt(2048))]);
  return net.bytes(['N', 299, 299, 3], net.add('Add', [product, net.weight([1000], 0.1)]));
}
