import { colourChannels, type FullImage } from '../../core/image.js';
import { greatestFloat, kernelsFor } from '../../core/kernels/instance.js';
import { type KernelRun, pitchOf, Places, readPlanes, takeBand, writePlanes } from '../../core/kernels/planes.js';

/**
 * @internal `denoiseWiener` in WebAssembly, for one picture after another like the first.
 * @param noise in units of the samples, squared; undefined is the mean of the variances
 */
export function wienerKernels(like: FullImage, size: number, noise: number | undefined): KernelRun {
  const { width, height } = like;
  const colours = colourChannels(like);
  const places = new Places();
  const band = takeBand(places, like);
  const pitch = pitchOf(width + 1);
  const plane = height * pitch;
  const samples = { place: places.take(colours * plane), pitch, plane };
  const means = { place: places.take(colours * plane), pitch, plane };
  const variance = places.take(plane);
  const line = 16 * Math.ceil((width + 3 * size + 8) / 2);
  const spare = places.take(6 * line);
  return (input, result) => {
    const kernels = kernelsFor(places.end);
    if (kernels === undefined || !(readPlanes(kernels, band, input, samples) <= greatestFloat)) return false;
    const { run } = kernels;
    for (let c = 0; c < colours; c++) {
      const from = samples.place + c * plane;
      const to = means.place + c * plane;
      const total = run.localMoments(from, pitch, width, height, size, spare, line, to, variance);
      run.wienerRows(from, to, variance, plane / 4, noise ?? Math.max(0, total / (width * height)));
    }
    writePlanes(kernels, band, result, means);
    return true;
  };
}
