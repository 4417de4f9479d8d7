import { attribute } from '../../onnx/nodes.js';
import type { NodeProto } from '../../onnx/onnx_pb.js';
import { takeAttribute, type Upgrade } from './context.js';

/** Makes a node of Upsample or of Resize in opset 10 one of Resize since opset 11, which has more than one rule. */
function asymmetric(of: NodeProto, scales: string, nearest: 'floor' | 'ceil'): void {
  of.opType = 'Resize';
  of.input = [of.input[0], '', scales];
  of.attribute.push(attribute('coordinate_transformation_mode', { string: 'asymmetric' }));
  of.attribute.push(attribute('nearest_mode', { string: nearest }));
}

/** Upsample is Resize since opset 10; its scales became an input in opset 9. */
export function upsample(of: NodeProto, upgrade: Upgrade): undefined {
  const scales = takeAttribute(of, 'scales');
  asymmetric(of, scales === undefined ? of.input[1] : upgrade.floats(scales.floats), 'floor');
}

/**
 * Resize in opset 10 does not say how it rounds; ONNX Runtime rounds up where it makes smaller and down elsewhere. Since
 * opset 13 scales are left out where sizes are given.
 */
export function resize(of: NodeProto, upgrade: Upgrade): undefined {
  if (upgrade.opset > 10) {
    if ((of.input[3] ?? '') !== '') of.input[2] = '';
    return;
  }
  const scales = upgrade.numbers(of.input[1]);
  const smaller = scales?.some((scale) => scale < 1);
  if (scales === undefined || (smaller && scales.some((scale) => scale > 1))) {
    throw upgrade.error(of, 'of opset 10 has scales that are computed or mixed: export the model in opset 11 or later');
  }
  asymmetric(of, of.input[1], smaller ? 'ceil' : 'floor');
}
