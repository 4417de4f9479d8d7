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
const sigma = 1.5;

/** Weights exp(-k² / 2σ²) for k = -radius…radius, with sum 1. */
function gaussian(radius: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The weighted sums of a row at all places where the window lies inside it. */
function filterRow(row: Float64Array, weights: Float64Array, result: Float64Array): void {
  const radius = weights.length >> 1;
  for (let x = 0; x < result.length; x++) {
    const centre = x + radius;
    let sum = weights[radius] * row[centre];
    for (let k = 1; k <= radius; k++) sum += weights[radius + k] * (row[centre - k] + row[centre + k]);
    result[x] = sum;
  }
}

/** The four quantities that the index needs at each place: a, b, a² + b² and ab. */
const quantities = 4;

/** The sum of the local index of one channel over all places where the window lies inside the picture. */
function channelSum(a: FullImage, b: FullImage, channel: number, weights: Float64Array): number {
  const { width, height, channels } = a;
  const size = weights.length;
  const across = width - size + 1;
  const rows = Array.from({ length: quantities }, () => new Float64Array(width));
  // Filtered rows of the last `size` rows of the picture; the row y is in place y % size.
  const ring = Array.from({ length: size }, () => rows.map(() => new Float64Array(across)));
  const means = rows.map(() => new Float64Array(across));
  let sum = 0;
  for (let y = 0, i = channel; y < height; y++) {
    const [rowA, rowB, squares, product] = rows;
    for (let x = 0; x < width; x++, i += channels) {
      const p = a.data[i];
      const q = b.data[i];
      rowA[x] = p;
      rowB[x] = q;
      squares[x] = p * p + q * q;
      product[x] = p * q;
    }
    for (let j = 0; j < quantities; j++) filterRow(rows[j], weights, ring[y % size][j]);
    if (y < size - 1) continue;
    for (let j = 0; j < quantities; j++) {
      means[j].fill(0);
      for (let k = 0; k < size; k++) {
        const weight = weights[k];
        const filtered = ring[(y + 1 + k) % size][j];
        for (let x = 0; x < across; x++) means[j][x] += weight * filtered[x];
      }
    }
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
  for (let channel = 0; channel < colours; channel++) sum += channelSum(first, second, channel, weights);
  return sum / (colours * (width - 2 * radius) * (height - 2 * radius));
}
