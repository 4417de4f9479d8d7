/**
 * The functions that have a form on threads, with options, each as [name, options, further arguments]: the same list for Node
 * and browsers.
 */
export const forms = [
  ['denoiseWavelet', {}],
  ['denoiseWavelet', { sigma: 'estimate', levels: 2, threshold: 'hard' }],
  ['denoiseWavelet', { wavelet: 'sym4', sigmaScale: 'rescaled' }],
  ['denoiseWavelet', { wavelet: 'bior2.2', ycbcr: false, sigma: 'estimate' }],
  ['denoiseWavelet', { cycleSpin: 1, levels: 3 }],
  ['denoiseTotalVariation', { maxIterations: 6 }],
  ['denoiseWiener', {}],
  ['denoiseBilateral', {}],
  ['denoiseBilateral', { mode: 'wrap', windowSize: 7, sigmaColor: 0.1 }],
  ['denoiseBilateral', { mode: 'reflect', spatialWeights: 'centred' }],
  ['denoiseNonLocalMeans', { patchDistance: 2, patchSize: 5 }],
  ['denoiseNonLocalMeans', { patchDistance: 1, patchSize: 3, fast: false, sigma: 0.05 }],
  ['medianFilter', { size: 3 }],
  ['medianFilter', { size: 6 }],
  ['resize', {}, [211, 97]],
  ['resize', {}, [77, 1501]],
  ['defend', { seed: 5 }],
  ['defend', { seed: 5, size: 333, denoiser: 'bilateral' }],
  ['defend', { seed: 5, denoiser: 'none' }],
];

/** The greatest difference between the samples of two results. */
function difference(a, b) {
  if (a.width !== b.width || a.height !== b.height || a.data.constructor !== b.data.constructor) return Infinity;
  return a.data.reduce((most, sample, i) => Math.max(most, Math.abs(sample - b.data[i])), 0);
}

/** How far the results of all forms on threads are from those of the functions themselves, as [form, difference] each. */
export async function differences(library, threads, image, options = {}) {
  const found = [];
  for (const [name, given, sizes = []] of forms) {
    const alone = library[name](image, ...sizes, given);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const result = await threads[`${name}Async`](image, ...sizes, { ...given, ...options });
    found.push([`${name} ${JSON.stringify(given)} ${sizes}`, difference(alone, result)]);
  }
  return found;
}
