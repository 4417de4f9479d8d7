import { Network } from './network.js';
import { gelu, layerNormalization, type Spelling } from './transformer-parts.js';

const toLast = { perm: [0, 2, 3, 1] };
const toFirst = { perm: [0, 3, 1, 2] };

/** Layer normalization over the channels of [N, C, H, W]. */
function normalizeChannels(net: Network, x: string, channels: number, spelling: Spelling): string {
  const y = layerNormalization(net, net.add('Transpose', [x], toLast), channels, spelling);
  return net.add('Transpose', [y], toFirst);
}

function block(net: Network, x: string, channels: number, spelling: Spelling): string {
  let y = net.conv(x, channels, channels, 7, { groups: channels, gain: 1 });
  y = layerNormalization(net, net.add('Transpose', [y], toLast), channels, spelling);
  y = gelu(net, net.linear(y, channels, 4 * channels), spelling);
  y = net.add('Transpose', [net.linear(y, 4 * channels, channels, 1.5)], toFirst);
  // Layer scale: 1e-6 before training, around this size after it.
  y = net.add('Mul', [y, net.weight([channels, 1, 1], 0.3)]);
  return net.add('Add', [y, x]);
}

/** ConvNeXt-tiny (Liu et al., 2022): [N, 3, 224, 224] to 1000 logits, as torchvision's is exported. */
export function convNextTiny(spelling: Spelling, seed = 0): Uint8Array {
  const net = new Network(spelling === 'operators' ? 20 : 16, seed);
  let x = normalizeChannels(net, net.conv('input', 3, 96, 4, { stride: 4, pad: 0, gain: 1 }), 96, spelling);
  let channels = 96;
  for (const [stage, blocks] of [3, 3, 9, 3].entries()) {
    if (stage > 0) {
      const y = normalizeChannels(net, x, channels, spelling);
      x = net.conv(y, channels, 2 * channels, 2, { stride: 2, pad: 0, gain: 1 });
      channels *= 2;
    }
    for (let i = 0; i < blocks; i++) x = block(net, x, channels, spelling);
  }
  x = normalizeChannels(net, net.add('GlobalAveragePool', [x]), channels, spelling);
  x = net.add('Flatten', [x], { axis: 1 });
  return net.bytes(['N', 3, 224, 224], net.gemm(x, channels, 1000));
}
