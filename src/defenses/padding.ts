import { colourChannels, type FullImage } from '../core/image.js';

/**
 * What stands outside a picture of `n` samples a b c d: `'constant'` a given value, `'edge'` a a|a b c d|d d,
 * `'symmetric'` b a|a b c d|d c, `'reflect'` c b|a b c d|c b, `'wrap'` c d|a b c d|a b. The words of `numpy.pad`.
 */
export type BorderMode = 'constant' | 'edge' | 'symmetric' | 'reflect' | 'wrap';

export const borderModes: readonly BorderMode[] = ['constant', 'edge', 'symmetric', 'reflect', 'wrap'];

/** The sample inside 0…n-1 that stands for sample `i`, however far outside; -1 where a constant does. */
export function borderIndex(i: number, n: number, mode: BorderMode): number {
  if (i >= 0 && i < n) return i;
  if (mode === 'constant') return -1;
  if (mode === 'edge') return i < 0 ? 0 : n - 1;
  if (mode === 'wrap') return ((i % n) + n) % n;
  // Both mirrors repeat: after 2n samples with the edge sample doubled, after 2n - 2 without.
  const period = mode === 'symmetric' ? 2 * n : Math.max(1, 2 * n - 2);
  const inside = ((i % period) + period) % period;
  return inside < n ? inside : mode === 'symmetric' ? period - 1 - inside : period - inside;
}

/**
 * The colour of an image (without alpha) with `margin` pixels around it, as
 * `(height + 2 margin) × (width + 2 margin) × colour channels` samples, values 0…255.
 * @param constant the value outside with mode `'constant'`, 0…255
 */
export function padColour(image: FullImage, margin: number, mode: BorderMode, constant = 0): Float32Array {
  const { data, fill } = colourPadding(image, margin, mode);
  fill(image, constant);
  return data;
}

/** {@link padColour} for one image after another like the first, in the same memory: it is filled with the last one. */
export function colourPadding(
  like: FullImage,
  margin: number,
  mode: BorderMode,
): { readonly data: Float32Array; readonly fill: (image: FullImage, constant: number) => void } {
  const { width, height, channels } = like;
  const colours = colourChannels(like);
  const paddedWidth = width + 2 * margin;
  const padded = new Float32Array((height + 2 * margin) * paddedWidth * colours);
  const columns = Int32Array.from({ length: paddedWidth }, (_, x) => borderIndex(x - margin, width, mode));
  const fill = ({ data }: FullImage, constant: number): void => {
    if (mode === 'constant') padded.fill(constant);
    for (let y = 0, to = 0; y < height + 2 * margin; y++) {
      const row = borderIndex(y - margin, height, mode);
      for (let x = 0; x < paddedWidth; x++, to += colours) {
        if (row < 0 || columns[x] < 0) continue;
        const from = (row * width + columns[x]) * channels;
        for (let c = 0; c < colours; c++) padded[to + c] = data[from + c];
      }
    }
  };
  return { data: padded, fill };
}
