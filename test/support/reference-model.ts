import type { FullImage } from '../../src/core/image.js';
import type { CardInput } from '../../src/models/card.js';
import { referenceFloats } from './shared.js';

/** A tensor [3,H,W] of `reference/`, in a model's own order of channels, as `height × width × 3` values in RGB. */
export function interleaved(tensor: Float32Array, { width, height, channelOrder }: CardInput): Float32Array {
  const pixels = width * height;
  return tensor.map((_, i) => {
    const c = i % 3;
    return tensor[(channelOrder === 'RGB' ? c : 2 - c) * pixels + Math.floor(i / 3)];
  });
}

/** The picture whose tensor is a file of `reference/`: `(v * scale - mean) / deviation` undone. */
export function referencePicture(file: string, input: CardInput): FullImage<Float32Array> {
  const { width, height, channelOrder, scale, mean, deviation } = input;
  const data = interleaved(referenceFloats(file), input).map((v, i) => {
    const at = channelOrder === 'RGB' ? i % 3 : 2 - (i % 3);
    return (v * deviation[at] + mean[at]) / scale;
  });
  return { width, height, channels: 3, data };
}
