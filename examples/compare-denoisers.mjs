// Every denoiser of the library on a noisy picture and on a clean one: how near each comes to the clean picture.
//   node examples/compare-denoisers.mjs
// High numbers mean a good picture. They do not mean that a classifier is right: that must be measured with one.
import { fileURLToPath } from 'node:url';
import {
  createRandom,
  denoiseBilateral,
  denoiseDct,
  denoiseNonLocalMeans,
  denoiseTotalVariation,
  denoiseWavelet,
  denoiseWiener,
  medianFilter,
  minimizeTotalVariance,
  psnr,
  reduceBitDepth,
  resize,
  ssim,
} from 'pixel-deflection';
import { readImage } from 'pixel-deflection/io';
import { compressJpegSync } from 'pixel-deflection/jpeg';

const photo = await readImage(fileURLToPath(new URL('../assets/samples/lemons.png', import.meta.url)));
const clean = resize(photo.image, 160, 120);

// Gaussian noise of sigma 0.04, that is 10.2 of 255, by the method of Box and Muller.
const random = createRandom(1, 'noise');
const gauss = () => Math.sqrt(-2 * Math.log(1 - random.uniform(0, 1))) * Math.cos(2 * Math.PI * random.uniform(0, 1));
const noisy = { ...clean, data: Uint8ClampedArray.from(clean.data, (value) => value + 0.04 * 255 * gauss()) };

const denoisers = {
  nothing: (image) => image,
  'wavelet published': (image) => denoiseWavelet(image),
  'wavelet rescaled': (image) => denoiseWavelet(image, { sigmaScale: 'rescaled' }),
  'wavelet, 16 shifts': (image) => denoiseWavelet(image, { sigmaScale: 'rescaled', cycleSpin: 3 }),
  'total variation': (image) => denoiseTotalVariation(image),
  bilateral: (image) => denoiseBilateral(image),
  'bilateral, centred': (image) => denoiseBilateral(image, { spatialWeights: 'centred' }),
  'non-local means': (image) => denoiseNonLocalMeans(image),
  Wiener: (image) => denoiseWiener(image),
  DCT: (image) => denoiseDct(image),
  '5 bits': (image) => reduceBitDepth(image),
  'median 2 × 2': (image) => medianFilter(image),
  'JPEG 75': (image) => compressJpegSync(image),
  'TV, half dropped': (image) => minimizeTotalVariance(image, { random: createRandom(2) }),
};

const cell = (image) => `${psnr(clean, image).toFixed(2).padStart(8)} ${ssim(clean, image).toFixed(3).padStart(6)}`;
console.log(`${' '.repeat(20)} noisy picture     clean picture`);
console.log(`${' '.repeat(20)} PSNR   SSIM       PSNR   SSIM`);
for (const [name, denoise] of Object.entries(denoisers)) {
  console.log(`${name.padEnd(18)}${cell(denoise(noisy))}  ${cell(denoise(clean))}`);
}
