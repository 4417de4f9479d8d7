import { attribute, intAttribute, node } from '../../onnx/nodes.js';
import type { NodeProto } from '../../onnx/onnx_pb.js';
import { intsToInput, type Rewrite, setInput, takeAttribute, type Upgrade } from './context.js';
import { resize, upsample } from './resize.js';

/** The bounds of Clip became inputs in opset 11. */
function clip(of: NodeProto, upgrade: Upgrade): undefined {
  if (upgrade.opset >= 11) return;
  for (const [i, bound] of ['min', 'max'].entries()) {
    const found = takeAttribute(of, bound);
    if (found !== undefined) setInput(of, i + 1, upgrade.scalar(found.f));
  }
}

/** The sizes of Pad and what it fills with became inputs in opset 11. */
function pad(of: NodeProto, upgrade: Upgrade): undefined {
  if (upgrade.opset >= 11) return;
  intsToInput(of, 'pads', 1, upgrade);
  const value = takeAttribute(of, 'value');
  if (value !== undefined && value.f !== 0) setInput(of, 2, upgrade.scalar(value.f));
}

/** The limits of Slice became inputs in opset 10. */
function slice(of: NodeProto, upgrade: Upgrade): undefined {
  if (upgrade.opset >= 10) return;
  for (const [i, name] of ['starts', 'ends', 'axes'].entries()) intsToInput(of, name, i + 1, upgrade);
}

/** Sizes became an input in opset 13, and their number must be told since opset 18. */
function split(of: NodeProto, upgrade: Upgrade): undefined {
  if (upgrade.opset < 13) intsToInput(of, 'split', 1, upgrade);
  if ((of.input[1] ?? '') === '') of.attribute.push(attribute('num_outputs', { int: of.output.length }));
}

/** Axes became an input: of these operators in opset 13, of the other reductions in opset 18. */
const axesSince13: Rewrite = (of, upgrade) => {
  if (upgrade.opset < 13) intsToInput(of, 'axes', 1, upgrade);
  return undefined;
};

const axesSince18: Rewrite = (of, upgrade) => {
  intsToInput(of, 'axes', 1, upgrade);
  return undefined;
};

/** Before opset 13 everything from `axis` on (default 1) was one axis, now the axis (default -1) is alone. */
function softmax(of: NodeProto, upgrade: Upgrade): NodeProto[] | undefined {
  if (upgrade.opset >= 13) return undefined;
  const axis = intAttribute(of, 'axis') ?? 1;
  const [x] = of.input;
  const [y] = of.output;
  const rank = upgrade.rank(x) ?? upgrade.rank(y);
  takeAttribute(of, 'axis');
  if (axis === -1 || (rank !== undefined && axis === rank - 1)) return undefined;
  const [shape, flat, result] = ['shape', 'flat', 'result'].map((word) => upgrade.unique(word));
  of.input = [flat];
  of.output = [result];
  return [
    node('Shape', [x], [shape]),
    node('Flatten', [x], [flat], { axis: { int: axis } }),
    of,
    node('Reshape', [result, shape], [y]),
  ];
}

/** Only its first output is there without training, since opset 14. */
function batchNormalization(of: NodeProto, upgrade: Upgrade): undefined {
  if (upgrade.opset >= 14) return;
  if (upgrade.opset < 9 && (intAttribute(of, 'spatial') ?? 1) === 0) {
    throw upgrade.error(of, 'normalises each place alone (spatial = 0): export the model in opset 9 or later');
  }
  takeAttribute(of, 'spatial');
  of.output = of.output.slice(0, 1);
}

/** Does nothing outside of training. */
function dropout(of: NodeProto, upgrade: Upgrade): NodeProto[] | undefined {
  takeAttribute(of, 'ratio');
  const mask = of.output[1] ?? '';
  const training = upgrade.opset >= 12 && (of.input[2] ?? '') !== '';
  if (training || (mask !== '' && upgrade.isUsed(mask))) return undefined;
  return [node('Identity', [of.input[0]], [of.output[0]], {}, of.name)];
}

/** The number of places became an input in opset 10. */
function topK(of: NodeProto, upgrade: Upgrade): undefined {
  const k = upgrade.opset < 10 ? takeAttribute(of, 'k') : undefined;
  if (k !== undefined) setInput(of, 1, upgrade.int64([Number(k.i)]));
}

/** Has another name since opset 11. */
function scatter(of: NodeProto): undefined {
  of.opType = 'ScatterElements';
}

/** Another default since opset 16. */
function roiAlign(of: NodeProto, upgrade: Upgrade): undefined {
  if (upgrade.opset < 16)
    of.attribute.push(attribute('coordinate_transformation_mode', { string: 'output_half_pixel' }));
}

function scan(of: NodeProto, upgrade: Upgrade): undefined {
  if (upgrade.opset < 9)
    throw upgrade.error(of, 'of opset 8 has another meaning since: export the model in opset 9 or later');
}

/** How nodes of opset 7 to 17 are written in opset 18, by operator; the others are written alike. */
export const rewrites: Readonly<Record<string, Rewrite>> = {
  BatchNormalization: batchNormalization,
  Clip: clip,
  Dropout: dropout,
  Hardmax: softmax,
  LogSoftmax: softmax,
  Pad: pad,
  ReduceL1: axesSince18,
  ReduceL2: axesSince18,
  ReduceLogSum: axesSince18,
  ReduceLogSumExp: axesSince18,
  ReduceMax: axesSince18,
  ReduceMean: axesSince18,
  ReduceMin: axesSince18,
  ReduceProd: axesSince18,
  ReduceSum: axesSince13,
  ReduceSumSquare: axesSince18,
  Resize: resize,
  RoiAlign: roiAlign,
  Scan: scan,
  Scatter: scatter,
  Slice: slice,
  Softmax: softmax,
  Split: split,
  Squeeze: axesSince13,
  TopK: topK,
  Unsqueeze: axesSince13,
  Upsample: upsample,
};
