import { colourChannels, type FullImage } from '../../core/image.js';
import { greatestFloat, kernelsFor } from '../../core/kernels/instance.js';
import { pitchOf, Places, readPlanes, takeBand, writePlanes } from '../../core/kernels/planes.js';

/** @internal Medians of 2 × 2 or 3 × 3 samples in WebAssembly: whether it could be done. */
export function runMedianKernels(input: FullImage, result: FullImage, size: 2 | 3): boolean {
  const { width, height } = input;
  const colours = colourChannels(input);
  const places = new Places();
  const band = takeBand(places, input);
  const pitch = pitchOf(width + 5);
  const plane = height * pitch;
  const samples = { place: places.take(colours * plane + 64) + 16, pitch, plane };
  const medians = { place: places.take(colours * plane + 64), pitch, plane };
  const kernels = kernelsFor(places.end);
  if (kernels === undefined || !(readPlanes(kernels, band, input, samples) <= greatestFloat)) return false;
  for (let c = 0; c < colours; c++) {
    const [from, to] = [samples.place + c * plane, medians.place + c * plane];
    kernels.run.medianPlane(from, pitch, width, height, size, to);
  }
  writePlanes(kernels, band, result, medians);
  return true;
}
