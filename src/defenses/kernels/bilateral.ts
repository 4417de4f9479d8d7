import type { FullImage } from '../../core/image.js';
import { greatestFloat, kernelsFor } from '../../core/kernels/instance.js';
import { type KernelRun, pitchOf, Places, readPlanes, takeBand, writePlanes } from '../../core/kernels/planes.js';

/** What the bilateral filter works with. */
export interface BilateralTables {
  /** Odd side of the window. */
  readonly size: number;
  /** `size²` weights of places. */
  readonly spatial: Float64Array;
  /** Weights of colour distances d at min(floor(d × scale), length - 1). */
  readonly likeness: Float64Array;
  scale: number;
}

/**
 * @internal The bilateral filter in WebAssembly, for one picture after another.
 * @param padded what is given later is like it: a picture's colours with half a window around them
 * @param like what results are like
 * @param tables as they are at each picture
 */
export function bilateralKernels(padded: FullImage, like: FullImage, tables: BilateralTables): KernelRun {
  const { width, height } = like;
  const { size, spatial, likeness } = tables;
  const colours = padded.channels;
  const margin = (size - 1) / 2;
  const places = new Places();
  const bandIn = takeBand(places, padded);
  const bandOut = takeBand(places, like);
  const spatialAt = places.take(spatial.byteLength);
  const likenessAt = places.take(likeness.byteLength);
  const pitch = pitchOf(padded.width + 4);
  const from = { place: places.take(colours * padded.height * pitch), pitch, plane: padded.height * pitch };
  const toPitch = pitchOf(width + 4);
  const to = { place: places.take(colours * height * toPitch), pitch: toPitch, plane: height * toPitch };
  const own = spatial[(spatial.length - 1) / 2];
  return (input, result) => {
    const kernels = kernelsFor(places.end);
    if (kernels === undefined) return false;
    const greatest = readPlanes(kernels, bandIn, input, from);
    // Single precision where the pixel itself weighs enough that what is lost below it does not count, and where the entries
    // of the table are far enough apart.
    const single = own > 1e-20 && likeness.length <= 20_000 && greatest <= greatestFloat;
    const numbers = single ? kernels.floats : kernels.doubles;
    numbers.set(spatial, spatialAt / numbers.BYTES_PER_ELEMENT);
    numbers.set(likeness, likenessAt / numbers.BYTES_PER_ELEMENT);
    const row = single ? kernels.run.bilateralRow : kernels.run.bilateralRowDouble;
    for (let y = 0; y < height; y++) {
      row(
        from.place + (y + margin) * pitch + 4 * margin,
        pitch,
        from.plane,
        colours,
        width,
        size,
        spatialAt,
        likenessAt,
        likeness.length - 1,
        tables.scale,
        to.place + y * toPitch,
        to.plane,
      );
    }
    writePlanes(kernels, bandOut, result, to);
    return true;
  };
}
