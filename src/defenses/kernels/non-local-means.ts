import type { FullImage } from '../../core/image.js';
import { greatestFloat, kernelsFor } from '../../core/kernels/instance.js';
import { type KernelRun, pitchOf, Places, readPlanes, takeBand, writePlanes } from '../../core/kernels/planes.js';
import { cutoff, type PatchOptions, slope } from '../non-local-means/similarity.js';

/**
 * @internal Non-local means with patches whose pixels count the same, in WebAssembly, for one picture after another.
 * @param padded what is given later is like it: a picture's colours with patchDistance and half a patch around them
 * @param like what results are like
 */
export function patchKernels(
  padded: FullImage,
  like: FullImage,
  { width, patchSize, patchDistance, h, noise }: PatchOptions,
): KernelRun {
  const { height } = like;
  const colours = padded.channels;
  const places = new Places();
  const band = takeBand(places, padded);
  const bandOut = takeBand(places, like);
  const pitch = pitchOf(padded.width + 4);
  const plane = padded.height * pitch;
  const samples = { place: places.take(colours * plane + 64), pitch, plane };
  const steps = slope / (colours * h * h * patchSize * patchSize);
  // Where much noise is taken off, a distance is a small difference of large sums.
  const single = (patchSize - 1) ** 2 * noise * steps <= cutoff * slope;
  const doubles = single ? 0 : places.take(2 * colours * plane + 64);
  const shifts = 2 * patchDistance + 1;
  const rowBytes = 2 * pitch;
  const rows = places.take(shifts * patchSize * rowBytes);
  const lines = places.take(4 * rowBytes);
  const weightBytes = pitchOf(width + 2 * patchDistance + 8);
  const weights = places.take((shifts + 1) * weightBytes);
  const sumPitch = pitchOf(width);
  const sumPlane = height * sumPitch;
  const sums = places.take((colours + 1) * sumPlane);
  const margin = patchDistance + (patchSize - 1) / 2;
  const means = { place: sums + sumPlane, pitch: sumPitch, plane: sumPlane };
  return (input, result) => {
    const kernels = kernelsFor(places.end);
    if (kernels === undefined || !(readPlanes(kernels, band, input, samples) <= greatestFloat)) return false;
    const { run, floats } = kernels;
    if (!single) run.widenRows(samples.place, (colours * plane) / 4, doubles);
    floats.fill(0, sums / 4, (sums + (colours + 1) * sumPlane) / 4);
    for (let dy = 0; dy <= patchDistance; dy++) {
      run.nonLocalMeans(
        samples.place,
        doubles,
        pitch,
        plane,
        colours,
        width,
        height,
        dy,
        patchSize,
        patchDistance,
        steps,
        noise,
        rows,
        rowBytes,
        lines,
        weights,
        weightBytes,
        sums,
        sumPitch,
        sumPlane,
      );
    }
    for (let y = 0; y < height; y++) {
      const own = samples.place + (y + margin) * pitch + 4 * margin;
      run.meanRow(sums + y * sumPitch, sumPlane, own, plane, colours, width);
    }
    writePlanes(kernels, bandOut, result, means);
    return true;
  };
}
