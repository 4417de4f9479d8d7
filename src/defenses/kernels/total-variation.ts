import { colourChannels, type FullImage } from '../../core/image.js';
import { greatestFloat, kernelsFor } from '../../core/kernels/instance.js';
import { type KernelRun, pitchOf, Places, readPlanes, takeBand, writePlanes } from '../../core/kernels/planes.js';

export interface TotalVariationSettings {
  /** In units of the samples. */
  readonly lambda: number;
  readonly eps: number;
  readonly maxIterations: number;
}

/**
 * Iterations times lambda up to which rounding to single precision, which gathers in the dual variable, stays below 1e-5 of the range:
 * a random picture was off by 1.3e-5 at 24,000.
 */
const longest = 6000;

/** @internal `denoiseTotalVariation` in WebAssembly, for one picture after another like the first: whether it could be done. */
export function totalVariationKernels(
  like: FullImage,
  { lambda, eps, maxIterations }: TotalVariationSettings,
): KernelRun {
  const { width, height } = like;
  const colours = colourChannels(like);
  const places = new Places();
  const band = takeBand(places, like);
  // The sweep reads four floats to the left and to the right of a row.
  const pitch = pitchOf(width + 4);
  const plane = height * pitch;
  const zeros = places.take(pitch);
  const samples = { place: places.take(colours * plane), pitch, plane };
  const down = places.take(plane + 64) + 64;
  const right = places.take(plane + 64) + 64;
  const denoised = { ...samples, place: places.take(colours * plane) };
  return (input, result) => {
    const kernels = kernelsFor(places.end);
    if (kernels === undefined || !(readPlanes(kernels, band, input, samples) <= greatestFloat)) return false;
    const { run, bytes } = kernels;
    bytes.fill(0, zeros, zeros + pitch);
    for (let c = 0; c < colours; c++) {
      bytes.fill(0, down - 64, down + plane);
      bytes.fill(0, right - 64, right + plane);
      const from = samples.place + c * plane;
      const to = denoised.place + c * plane;
      let first = 0;
      let previous = 0;
      for (let i = 0; i < maxIterations; i++) {
        const energy = run.totalVariationSweep(from, width, height, pitch, lambda, down, right, to, zeros);
        if (i === 0) first = energy;
        else if (Math.abs(previous - energy) < eps * first) break;
        if (i * lambda > longest) return false;
        previous = energy;
      }
    }
    writePlanes(kernels, band, result, denoised);
    return true;
  };
}
