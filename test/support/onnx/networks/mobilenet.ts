import { Network } from './network.js';

/** How hard-swish is written: an operator (opset 14), HardSigmoid and Mul, or Add, Clip, Div and Mul. */
export type HardSwish = 'operator' | 'hard-sigmoid' | 'clip';

function hardSwish(net: Network, x: string, spelling: HardSwish): string {
  if (spelling === 'operator') return net.add('HardSwish', [x]);
  if (spelling === 'hard-sigmoid') return net.add('Mul', [x, net.add('HardSigmoid', [x], { alpha: 1 / 6, beta: 0.5 })]);
  const clipped = net.add('Clip', [net.add('Add', [x, net.floats([3])]), net.floats([0]), net.floats([6])]);
  return net.add('Div', [net.add('Mul', [x, clipped]), net.floats([6])]);
}

/** Channels of the squeeze: a quarter, to a multiple of 8. */
function squeezed(channels: number): number {
  return Math.max(8, Math.floor((channels / 4 + 4) / 8) * 8);
}

function squeezeExcitation(net: Network, x: string, channels: number): string {
  const mean = net.add('GlobalAveragePool', [x]);
  const small = net.relu(net.conv(mean, channels, squeezed(channels), 1));
  const gate = net.conv(small, squeezed(channels), channels, 1, { gain: 0.5 });
  return net.add('Mul', [net.add('HardSigmoid', [gate], { alpha: 1 / 6, beta: 0.5 }), x]);
}

/** Kernel, expanded channels, output channels, squeeze, hard-swish, stride: table 1 of Howard et al. (2019). */
const layers: readonly (readonly [number, number, number, boolean, boolean, number])[] = [
  [3, 16, 16, false, false, 1],
  [3, 64, 24, false, false, 2],
  [3, 72, 24, false, false, 1],
  [5, 72, 40, true, false, 2],
  [5, 120, 40, true, false, 1],
  [5, 120, 40, true, false, 1],
  [3, 240, 80, false, true, 2],
  [3, 200, 80, false, true, 1],
  [3, 184, 80, false, true, 1],
  [3, 184, 80, false, true, 1],
  [3, 480, 112, true, true, 1],
  [3, 672, 112, true, true, 1],
  [5, 672, 160, true, true, 2],
  [5, 960, 160, true, true, 1],
  [5, 960, 160, true, true, 1],
];

/**
 * MobileNetV3-Large (Howard et al., 2019): [N, 3, 224, 224] to 1000 logits, as PyTorch exports it, batch normalization
 * folded into the convolutions.
 */
export function mobileNetV3(spelling: HardSwish, seed = 0): Uint8Array {
  const net = new Network(spelling === 'operator' ? 14 : 13, seed);
  const swish = (x: string) => hardSwish(net, x, spelling);
  let x = swish(net.conv('input', 3, 16, 3, { stride: 2 }));
  let channels = 16;
  for (const [kernel, expanded, to, squeeze, swished, stride] of layers) {
    const activate = swished ? swish : (y: string) => net.relu(y);
    let y = expanded === channels ? x : activate(net.conv(x, channels, expanded, 1, { gain: 1 }));
    y = activate(net.conv(y, expanded, expanded, kernel, { stride, groups: expanded }));
    if (squeeze) y = squeezeExcitation(net, y, expanded);
    const residual = stride === 1 && channels === to;
    // A gate of about a half, and hard-swish, leave less than Relu does; a sum with x needs less.
    const gain = (squeeze ? 1.5 : 1) * (swished ? 1.8 : Math.SQRT2) * (residual ? 0.3 : 1);
    y = net.conv(y, expanded, to, 1, { gain });
    x = residual ? net.add('Add', [x, y]) : y;
    channels = to;
  }
  x = swish(net.conv(x, 160, 960, 1, { gain: 1 }));
  x = net.add('Flatten', [net.add('GlobalAveragePool', [x])], { axis: 1 });
  x = swish(net.gemm(x, 960, 1280, 1.5));
  return net.bytes(['N', 3, 224, 224], net.gemm(x, 1280, 1000));
}
