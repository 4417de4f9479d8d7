import type { FullImage } from '../../core/image.js';
import { greatestFloat, kernelsFor } from '../../core/kernels/instance.js';
import { pitchOf, Places, readPlanes, takeBand, writePlanes } from '../../core/kernels/planes.js';

/** What the bilateral filter works with. */
export interface BilateralTables {
  /** Odd side of the window. */
  readonly size: number;
  /** `size²` weights of places. */
  readonly spatial: Float64Array;
  /** Weights of colour distances d at min(floor(d × scale), length - 1). */
  readonly likeness: Float64Array;
  readonly scale: number;
}

/**
 * @internal The bilateral filter in WebAssembly: whether it could be done.
 * @param padded the picture's colours with half a window around them
 */
export function runBilateralKernels(
  padded: FullImage<Float32Array>,
  result: FullImage,
  { size, spatial, likeness, scale }: BilateralTables,
): boolean {
  const { width, height } = result;
  const colours = padded.channels;
  const margin = (size - 1) / 2;
  const places = new Places();
  const bandIn = takeBand(places, padded);
  const bandOut = takeBand(places, result);
  const spatialAt = places.take(spatial.byteLength);
  const likenessAt = places.take(likeness.byteLength);
  const pitch = pitchOf(padded.width + 4);
  const from = { place: places.take(colours * padded.height * pitch), pitch, plane: padded.height * pitch };
  const toPitch = pitchOf(width + 4);
  const to = { place: places.take(colours * height * toPitch), pitch: toPitch, plane: height * toPitch };
  const kernels = kernelsFor(places.end);
  if (kernels === undefined) return false;
  const greatest = readPlanes(kernels, bandIn, padded, from);
  // Single precision where the pixel itself weighs enough that what is lost below it does not count, and where the entries of the
  // table are far enough apart.
  const own = spatial[(spatial.length - 1) / 2];
  const single = own > 1e-20 && likeness.length <= 20_000 && greatest <= greatestFloat;
  const tables = single ? kernels.floats : kernels.doubles;
  tables.set(spatial, spatialAt / tables.BYTES_PER_ELEMENT);
  tables.set(likeness, likenessAt / tables.BYTES_PER_ELEMENT);
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
      scale,
      to.place + y * toPitch,
      to.plane,
    );
  }
  writePlanes(kernels, bandOut, result, to);
  return true;
}
