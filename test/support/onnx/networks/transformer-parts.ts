import type { Network } from './network.js';

/** How an exporter writes layer normalization: before opset 17 in its parts. */
export type Spelling = 'operators' | 'parts';

/** Layer normalization over the last axis, of `size` values. */
export function layerNormalization(net: Network, x: string, size: number, spelling: Spelling): string {
  const [scale, bias] = [net.between(size, 0.8, 1.2), net.weight([size], 0.2)];
  if (spelling === 'operators') return net.add('LayerNormalization', [x, scale, bias], { axis: -1, epsilon: 1e-6 });
  const mean = net.add('ReduceMean', [x], { axes: [-1], keepdims: 1 });
  const centered = net.add('Sub', [x, mean]);
  const squares = net.add('Pow', [centered, net.floats([2])]);
  const variance = net.add('ReduceMean', [squares], { axes: [-1], keepdims: 1 });
  const deviation = net.add('Sqrt', [net.add('Add', [variance, net.floats([1e-6])])]);
  const standard = net.add('Div', [centered, deviation]);
  return net.add('Add', [net.add('Mul', [standard, scale]), bias]);
}

/** x · (1 + erf(x / √2)) / 2, as PyTorch exports it before opset 20. */
export function gelu(net: Network, x: string, spelling: Spelling): string {
  if (spelling === 'operators' && net.opset >= 20) return net.add('Gelu', [x], { approximate: 'none' });
  const erf = net.add('Erf', [net.add('Div', [x, net.floats([Math.SQRT2])])]);
  const product = net.add('Mul', [x, net.add('Add', [erf, net.floats([1])])]);
  return net.add('Mul', [product, net.floats([0.5])]);
}

/** One size of a value, as a vector, by the chain that tracing leaves: Shape, Gather, Unsqueeze. */
export function sizeAt(net: Network, x: string, axis: number): string {
  const size = net.add('Gather', [net.add('Shape', [x]), net.ints([axis], [])], { axis: 0 });
  return net.opset < 13 ? net.add('Unsqueeze', [size], { axes: [0] }) : net.add('Unsqueeze', [size, net.ints([0])]);
}
