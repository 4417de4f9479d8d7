import { colourChannels, type FullImage } from '../../core/image.js';
import { greatestFloat, kernelsFor } from '../../core/kernels/instance.js';
import { type KernelRun, pitchOf, Places, readPlanes, takeBand, writePlanes } from '../../core/kernels/planes.js';

/** @internal Medians of 2 × 2 or 3 × 3 samples in WebAssembly, for one picture after another like the first. */
export function medianKernels(like: FullImage, size: 2 | 3): KernelRun {
  const { width, height } = like;
  const colours = colourChannels(like);
  const places = new Places();
  const band = takeBand(places, like);
  const pitch = pitchOf(width + 5);
  const plane = height * pitch;
  const samples = { place: places.take(colours * plane + 64) + 16, pitch, plane };
  const medians = { place: places.take(colours * plane + 64), pitch, plane };
  return (input, result) => {
    const kernels = kernelsFor(places.end);
    if (kernels === undefined || !(readPlanes(kernels, band, input, samples) <= greatestFloat)) return false;
    for (let c = 0; c < colours; c++) {
      const from = samples.place + c * plane;
      kernels.run.medianPlane(from, pitch, width, height, size, medians.place + c * plane);
    }
    writePlanes(kernels, band, result, medians);
    return true;
  };
}
