import { type AxisTaps, axisTaps } from '../../core/axis-taps.js';
import { type FullImage, newImage, type PixelData } from '../../core/image.js';
import { runResize } from '../../core/resize.js';

export interface ResizedRows {
  /** The rows that are needed. */
  readonly source: FullImage;
  readonly width: number;
  /** For each row of the result, where its rows begin in `source`. */
  readonly down: AxisTaps;
  readonly kernels: boolean;
  readonly target?: FullImage;
}

/** Some rows of a resized picture. */
export function resizeRows({ source, width, down, kernels, target }: ResizedRows): PixelData | undefined {
  const result = target ?? newImage(source, width, down.starts.length);
  runResize(source, result, axisTaps(source.width, width), down, kernels);
  return target === undefined ? result.data : undefined;
}
