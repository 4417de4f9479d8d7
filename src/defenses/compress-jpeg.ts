import { integer, knownOptions, oneOf } from '../core/checks.js';
import { checkImage, copyAlpha, type FullImage, type Image, type OutOption } from '../core/image.js';
import { type PixelData, prepareOut } from '../core/image.js';
import { colourComponents, enlarge, grayComponent, halve, storeColour, storeGray } from './jpeg/colour.js';
import { chrominanceTable, luminanceTable, quantizeComponent, scaleTable } from './jpeg/quantize.js';

export interface CompressJpegOptions extends OutOption {
  /** Quality of libjpeg, an integer from 1 to 100. Default 75. */
  quality?: number;
  /** Whether colour differences are kept at half the width and height, or whole. Default `'4:2:0'`, as in libjpeg. */
  chromaSubsampling?: '4:2:0' | '4:4:4';
}

/**
 * What is left of a picture that was saved as a JPEG file and opened again: the JPEG defense of C. Guo, M. Rana,
 * M. Cissé and L. van der Maaten, "Countering Adversarial Images Using Input Transformations", ICLR 2018, and of others
 * before. The default is the `quality=75` of `_jpeg_compression` in `adversarial/lib/defenses.py` of
 * facebookresearch/adversarial_image_defenses, with Pillow's default 4:2:0.
 *
 * The samples equal those of libjpeg-turbo's defaults bit for bit, in Node and in browsers: its integer colour
 * conversion and sampling, "slow" integer transform, quantisation by the scaled tables of ITU-T T.81, annex K, and the
 * triangle filter on the way back. No file is written: the coding of what quantisation leaves loses nothing.
 *
 * Takes 1 (coded as gray), 3 or 4 channels of any sample type. JPEG has 8 bits: floats are rounded first, and the
 * results are whole numbers. Alpha passes through.
 * @throws TypeError or RangeError for options out of range
 */
export function compressJpegSync<T extends PixelData>(
  image: Image<T>,
  options: CompressJpegOptions = {},
): FullImage<T> {
  const input = checkImage(image);
  knownOptions(options, 'compressJpeg', ['quality', 'chromaSubsampling', 'out']);
  const quality = integer(options.quality ?? 75, 'quality', 1, 100);
  const sampling = oneOf(options.chromaSubsampling ?? '4:2:0', 'chromaSubsampling', ['4:2:0', '4:4:4']);
  const result = prepareOut(input, options.out);
  const { width, height } = input;
  const luminance = scaleTable(luminanceTable, quality);
  if (input.channels === 1) {
    const gray = grayComponent(input);
    quantizeComponent(gray, luminance);
    storeGray(gray, result);
    return result;
  }
  const chrominance = scaleTable(chrominanceTable, quality);
  const [y, ...differences] = colourComponents(input);
  quantizeComponent(y, luminance);
  const [cb, cr] = differences.map((full) => {
    const coded = sampling === '4:2:0' ? halve(full, width, height) : full;
    quantizeComponent(coded, chrominance);
    return sampling === '4:2:0' ? enlarge(coded, width, height) : full;
  });
  storeColour([y, cb, cr], result);
  copyAlpha(input, result);
  return result;
}

/**
 * {@link compressJpegSync} as a promise, which leaves it open where the work is done; errors come as rejections. Do not
 * touch the image or `out` before it is settled.
 */
export async function compressJpeg<T extends PixelData>(
  image: Image<T>,
  options: CompressJpegOptions = {},
): Promise<FullImage<T>> {
  return compressJpegSync(image, options);
}
