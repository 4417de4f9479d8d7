// The wavelet denoiser taken apart: sub-bands, thresholds, the picture put together again, and the derivative that an
// adaptive attack needs to go through it.
//   node examples/wavelet-parts.mjs
import { fileURLToPath } from 'node:url';
import {
  createRandom,
  denoiseWavelet,
  denoiseWaveletVjp,
  holdThresholds,
  resize,
  waveletDecompose,
  waveletReconstruct,
  waveletThresholds,
} from 'pixel-deflection';
import { readImage } from 'pixel-deflection/io';

const photo = await readImage(fileURLToPath(new URL('../assets/samples/lemons.png', import.meta.url)));
const small = resize(photo.image, 128, 96);
// Floats, so that nothing is rounded on the way.
const image = { ...small, data: Float32Array.from(small.data) };

function largestDifference(a, b) {
  return a.data.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b.data[i])), 0);
}

// 1. Decompose each channel, and look at what is small.
const coefficients = waveletDecompose(image, { wavelet: 'db2', levels: 3 });
const thresholds = waveletThresholds(coefficients, { method: 'BayesShrink', sigma: 0.04 });
console.log('red channel: share of the detail coefficients that are set to 0 (threshold)');
coefficients.channels[0].details.forEach((bands, level) => {
  const columns = ['horizontal', 'vertical', 'diagonal'].map((name) => {
    const threshold = thresholds[0][level][name];
    const { data } = bands[name];
    const zero = data.filter((value) => Math.abs(value) <= threshold).length / data.length;
    // Where the noise explains all of a sub-band, its threshold is beyond every coefficient.
    return `${name} ${(100 * zero).toFixed(0)} % (${zero === 1 ? 'above all' : threshold.toFixed(1)})`;
  });
  console.log(`  level ${level + 1}: ${columns.join('  ')}`);
});

// 2. Put it together again: unchanged without thresholds, denoised with them.
const same = waveletReconstruct(coefficients);
console.log(`reconstruction without thresholds is off by ${largestDifference(image, same).toExponential(1)} of 255`);
const denoised = waveletReconstruct(coefficients, { thresholds, threshold: 'soft' });
// The three calls are what denoiseWavelet does on RGB, where sigma needs no scale and nothing is clipped.
// In TypeScript it computes in doubles, as they do.
const options = { wavelet: 'db2', levels: 3, ycbcr: false, sigmaScale: 'rescaled', backend: 'js' };
const inOneCall = denoiseWavelet(image, options);
console.log(
  `the parts differ from denoiseWavelet by ${largestDifference(denoised, inOneCall).toExponential(1)} of 255`,
);

// 3. The vector-Jacobian product against a central difference along one direction, thresholds held.
const random = createRandom(1);
const direction = { ...image, data: Float32Array.from(image.data, () => random.uniform(-1, 1)) };
const held = holdThresholds(image, options);
const dot = (a, b) => a.data.reduce((sum, value, i) => sum + value * b.data[i], 0);
const step = 0.01;
const moved = (t) => ({ ...image, data: image.data.map((value, i) => value + t * direction.data[i]) });
const value = (t) => dot(denoiseWavelet(moved(t), { ...options, held }), direction);
const measured = (value(step) - value(-step)) / (2 * step);
const predicted = dot(denoiseWaveletVjp(image, direction, { ...options, held }), direction);
console.log(`derivative: ${predicted.toFixed(1)} by the product, ${measured.toFixed(1)} by a central difference`);
