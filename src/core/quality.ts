import { outOfRange } from './checks.js';
import { checkImage, colourChannels, type FullImage, type Image } from './image.js';

/** Checks two pictures and that they can be compared sample by sample. */
function checkPair(a: Image, b: Image): [FullImage, FullImage] {
  const first = checkImage(a, 'a');
  const second = checkImage(b, 'b');
  if (first.width !== second.width || first.height !== second.height || first.channels !== second.channels) {
    throw outOfRange(
      `an image of ${first.width} × ${first.height} × ${first.channels}`,
      'b',
      `${second.width} × ${second.height} × ${second.channels}`,
    );
  }
  return [first, second];
}

/**
 * Peak signal-to-noise ratio of two pictures in decibels: 10 log10(255² / mean squared difference), over all colour
 * samples; alpha does not count. Equal pictures give Infinity. The sample types may differ.
 *
 * @throws RangeError where the sizes or channels differ
 */
export function psnr(a: Image, b: Image): number {
  const [first, second] = checkPair(a, b);
  const { channels } = first;
  const colours = colourChannels(first);
  let sum = 0;
  for (let i = 0; i < first.data.length; i += channels) {
    for (let c = i; c < i + colours; c++) {
      const difference = first.data[c] - second.data[c];
      sum += difference * difference;
    }
  }
  return 10 * Math.log10((255 * 255 * first.width * first.height * colours) / sum);
}

/** Half of the window of Wang et al.: 11 × 11 pixels. */
const fullRadius = 5;
const fullSize = 2 * fullRadius + 1;
const sigma = 1.5;

/**
 * Weights exp(-k² / 2σ²) for k = 0…5, those beyond `radius` zero; over -radius…radius their sum is 1. Windows of small
 * pictures have their zeros so that the loops below can be written out for one size.
 */
function gaussian(radius: number): Float64Array {
  const weights = Float64Array.from({ length: fullRadius + 1 }, (_, k) =>
    k > radius ? 0 : Math.exp(-(k ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((total, weight, k) => total + (k === 0 ? weight : 2 * weight), 0);
  return weights.map((weight) => weight / sum);
}

/** The weighted sums of a row, which has five places more on each side, at `result.length` places. */
function filterRow(row: Float64Array, [w0, w1, w2, w3, w4, w5]: Float64Array, result: Float64Array): void {
  for (let x = 0; x < result.length; x++) {
    result[x] =
      w0 * row[x + 5] +
      w1 * (row[x + 4] + row[x + 6]) +
      w2 * (row[x + 3] + row[x + 7]) +
      w3 * (row[x + 2] + row[x + 8]) +
      w4 * (row[x + 1] + row[x + 9]) +
      w5 * (row[x] + row[x + 10]);
  }
}

/** The weighted sum of eleven rows, of which the middle one is `rows[(first + 5) % 11]`. */
function filterColumns(
  rows: readonly Float64Array[],
  first: number,
  [w0, w1, w2, w3, w4, w5]: Float64Array,
  result: Float64Array,
): void {
  const [a, b, c, d, e, f, g, h, i, j, k] = rows.map((_, place) => rows[(first + place) % fullSize]);
  for (let x = 0; x < result.length; x++) {
    result[x] =
      w0 * f[x] +
      w1 * (e[x] + g[x]) +
      w2 * (d[x] + h[x]) +
      w3 * (c[x] + i[x]) +
      w4 * (b[x] + j[x]) +
      w5 * (a[x] + k[x]);
  }
}

/** The four quantities that the index needs at each place: a, b, a² + b² and ab. */
const quantities = 4;

/** The sum of the local index of one channel over all places where the window lies inside the picture. */
function channelSum(a: FullImage, b: FullImage, channel: number, radius: number, weights: Float64Array): number {
  const { width, height, channels } = a;
  const across = width - 2 * radius;
  const padding = fullRadius - radius;
  const [rowA, rowB, squares, product] = Array.from(
    { length: quantities },
    () => new Float64Array(width + 2 * padding),
  );
  // The filtered rows y - 10…y of the picture, for each quantity; row y is in place y % 11.
  const rings = [rowA, rowB, squares, product].map(() =>
    Array.from({ length: fullSize }, () => new Float64Array(across)),
  );
  const means = rings.map(() => new Float64Array(across));
  let sum = 0;
  for (let y = 0, i = channel; y < height; y++) {
    for (let x = padding; x < padding + width; x++, i += channels) {
      const p = a.data[i];
      const q = b.data[i];
      rowA[x] = p;
      rowB[x] = q;
      squares[x] = p * p + q * q;
      product[x] = p * q;
    }
    filterRow(rowA, weights, rings[0][y % fullSize]);
    filterRow(rowB, weights, rings[1][y % fullSize]);
    filterRow(squares, weights, rings[2][y % fullSize]);
    filterRow(product, weights, rings[3][y % fullSize]);
    if (y < 2 * radius) continue;
    // The middle row is y - radius, and the first of eleven five above it.
    const first = y - radius - fullRadius + fullSize;
    for (let j = 0; j < quantities; j++) filterColumns(rings[j], first, weights, means[j]);
    sum += indexSum(means);
  }
  return sum;
}

/** Equation 13 of Wang et al., summed over a row of local means. */
function indexSum([meanA, meanB, meanSquares, meanProduct]: readonly Float64Array[]): number {
  const c1 = (0.01 * 255) ** 2;
  const c2 = (0.03 * 255) ** 2;
  let sum = 0;
  for (let x = 0; x < meanA.length; x++) {
    const ab = meanA[x] * meanB[x];
    const aabb = meanA[x] * meanA[x] + meanB[x] * meanB[x];
    const variances = meanSquares[x] - aabb;
    const covariance = meanProduct[x] - ab;
    sum += ((2 * ab + c1) * (2 * covariance + c2)) / ((aabb + c1) * (variances + c2));
  }
  return sum;
}

/**
 * Structural similarity of two pictures (Z. Wang, A. Bovik, H. Sheikh and E. Simoncelli, "Image quality assessment: from
 * error visibility to structural similarity", IEEE Trans. Image Processing 13, 2004): 1 for equal pictures, at least -1.
 *
 * Gaussian window of 11 × 11 pixels with σ 1.5, K₁ 0.01, K₂ 0.03, range 255; the mean over all places where the window
 * lies inside the picture, then over the colour channels (alpha does not count). The same numbers as
 * `skimage.metrics.structural_similarity` with `gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
 * data_range=255`. Pictures with a side below 11 are measured with the largest odd window that fits (scikit-image
 * refuses them). The sample types may differ.
 *
 * @throws RangeError where the sizes or channels differ
 */
export function ssim(a: Image, b: Image): number {
  const [first, second] = checkPair(a, b);
  const { width, height } = first;
  const radius = Math.min(fullRadius, (Math.min(width, height) - 1) >> 1);
  const weights = gaussian(radius);
  const colours = colourChannels(first);
  let sum = 0;
  for (let channel = 0; channel < colours; channel++) sum += channelSum(first, second, channel, radius, weights);
  return sum / (colours * (width - 2 * radius) * (height - 2 * radius));
}
