import { skimageYCbCr } from '../../core/colour.js';
import { colourChannels, type FullImage, isByteData } from '../../core/image.js';
import type { Kernels } from '../../core/kernels/instance.js';
import { type Band, type Places, takeBand } from '../../core/kernels/planes.js';
import type { Limits, RowWriting } from '../wavelet/rows.js';

/** What a wavelet chain needs beside its coefficients. */
export interface Frame {
  /** Colour transforms of nine floats. */
  readonly forward: number;
  readonly backward: number;
  /** For each colour four candidates for its least value and four for its greatest. */
  readonly limits: number;
  /** Two floats for each of three colours, and two for all samples. */
  readonly clips: number;
  readonly band: Band;
}

export function takeFrame(places: Places, input: FullImage, output: FullImage): Frame {
  const forward = places.take(36);
  const backward = places.take(36);
  const limits = places.take(32 * 3);
  const clips = places.take(32);
  // Bytes may become floats.
  const band = takeBand(places, isByteData(input.data) ? output : input);
  return { forward, backward, limits, clips, band };
}

/** Writes the colour transforms, times `scale`, and limits before any sample was seen. */
export function beginFrame({ floats }: Kernels, { forward, backward, limits }: Frame, scale = 1): void {
  for (let i = 0; i < 9; i++) {
    floats[forward / 4 + i] = scale * skimageYCbCr.forward[i];
    floats[backward / 4 + i] = scale * skimageYCbCr.backward[i];
  }
  for (let at = limits / 4; at < limits / 4 + 24; at += 8) {
    floats.fill(Infinity, at, at + 4);
    floats.fill(-Infinity, at + 4, at + 8);
  }
}

/** The least and greatest values that were seen. */
export function limitsOf({ floats }: Kernels, { limits }: Frame, input: FullImage): Limits {
  return Float64Array.from({ length: 2 * colourChannels(input) }, (_, i) => {
    const at = limits / 4 + 4 * i;
    const [a, b, c, d] = floats.subarray(at, at + 4);
    return i % 2 === 0 ? Math.min(a, b, c, d) : Math.max(a, b, c, d);
  });
}

/** Writes what results are clipped to; the limits of colours times `scale`. */
export function setClips({ floats }: Kernels, { clips }: Frame, { limits, range }: RowWriting, scale = 1): void {
  for (let i = 0; i < limits.length; i++) floats[clips / 4 + i] = scale * limits[i];
  floats.set(range, clips / 4 + 6);
}
