import { Network } from './network.js';
import { gelu, layerNormalization, sizeAt, type Spelling } from './transformer-parts.js';

const width = 192;
const heads = 3;
const perHead = width / heads;
const tokens = (224 / 16) ** 2 + 1;

/** Reshape to sizes of which the first is that of `like`, by the chain that tracing leaves. */
function reshapeLike(net: Network, x: string, like: string, rest: readonly number[]): string {
  const target = net.add('Concat', [sizeAt(net, like, 0), ...rest.map((size) => net.ints([size]))], { axis: 0 });
  return net.add('Reshape', [x, target]);
}

/** The class token once for each picture: Expand to a shape in which -1 was replaced by Where. */
function classToken(net: Network, x: string): string {
  const wanted = net.add('Concat', [sizeAt(net, x, 0), net.ints([-1]), net.ints([-1])], { axis: 0 });
  const ones = net.add('ConstantOfShape', [net.ints([3])], { value: { dims: [1], data: [1], type: 'int64' } });
  const minus = net.add('Mul', [ones, net.ints([-1], [])]);
  const shape = net.add('Where', [net.add('Equal', [wanted, minus]), ones, wanted]);
  return net.add('Expand', [net.weight([1, 1, width], 0.5), shape]);
}

/** Query, key and value, each [N, heads, tokens, perHead]. */
function queryKeyValue(net: Network, x: string, spelling: Spelling): string[] {
  const together = reshapeLike(net, net.linear(x, width, 3 * width), x, [tokens, 3, heads, perHead]);
  const sorted = net.add('Transpose', [together], { perm: [2, 0, 3, 1, 4] });
  if (spelling === 'parts') return [0, 1, 2].map((i) => net.add('Gather', [sorted, net.ints([i], [])], { axis: 0 }));
  const parts = net.addAll('Split', [sorted, net.ints([1, 1, 1])], 3, { axis: 0 });
  return parts.map((part) => net.add('Squeeze', [part, net.ints([0])]));
}

/** Attention in parts scales the products; in operators both factors, as PyTorch exports its fused attention. */
function attention(net: Network, x: string, spelling: Spelling): string {
  const [query, key, value] = queryKeyValue(net, x, spelling);
  const turned = net.add('Transpose', [key], { perm: [0, 1, 3, 2] });
  let scores: string;
  if (spelling === 'parts') {
    scores = net.add('Mul', [net.add('MatMul', [query, turned]), net.floats([perHead ** -0.5])]);
  } else {
    const root = net.add('Sqrt', [net.floats([perHead ** -0.5])]);
    scores = net.add('MatMul', [net.add('Mul', [query, root]), net.add('Mul', [turned, root])]);
  }
  const mixed = net.add('MatMul', [net.add('Softmax', [scores], { axis: -1 }), value]);
  const joined = reshapeLike(net, net.add('Transpose', [mixed], { perm: [0, 2, 1, 3] }), x, [tokens, width]);
  return net.linear(joined, width, width);
}

function block(net: Network, x: string, spelling: Spelling): string {
  const y = net.add('Add', [x, attention(net, layerNormalization(net, x, width, spelling), spelling)]);
  const wide = net.linear(layerNormalization(net, y, width, spelling), width, 4 * width);
  return net.add('Add', [y, net.linear(gelu(net, wide, spelling), 4 * width, width)]);
}

/**
 * ViT-tiny/16 (Touvron et al., 2021; 192 wide, 12 layers, 3 heads): [N, 3, 224, 224] to 1000 logits, as timm's is
 * exported.
 */
export function vitTiny(spelling: Spelling, seed = 0): Uint8Array {
  const net = new Network(spelling === 'operators' ? 17 : 14, seed);
  const patches = net.conv('input', 3, width, 16, { stride: 16, pad: 0, gain: 1 });
  const start = net.add('Slice', [net.add('Shape', [patches]), net.ints([0]), net.ints([2]), net.ints([0])]);
  const flat = net.add('Reshape', [patches, net.add('Concat', [start, net.ints([-1])], { axis: 0 })]);
  const sequence = net.add('Transpose', [flat], { perm: [0, 2, 1] });
  let x = net.add('Concat', [classToken(net, sequence), sequence], { axis: 1 });
  x = net.add('Add', [x, net.weight([1, tokens, width], 0.3)]);
  for (let layer = 0; layer < 12; layer++) x = block(net, x, spelling);
  x = layerNormalization(net, x, width, spelling);
  const first = net.add('Gather', [x, net.ints([0], [])], { axis: 1 });
  return net.bytes(['N', 3, 224, 224], net.gemm(first, width, 1000));
}
