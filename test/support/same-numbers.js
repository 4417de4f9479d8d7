// Runs in Node and in browsers, unchanged: what every transform makes of seeded pictures, as SHA-256 of the samples.

/** @param {typeof import('../../dist/index.js')} library @param {typeof import('../../dist/defenses/compress-jpeg.js')} jpeg */
export async function fingerprints(library, jpeg) {
  const { createRandom } = library;
  const draw = createRandom(5, 'same numbers');
  const picture = (width, height, Type) => {
    const data = new Type(width * height * 4);
    for (let i = 0; i < data.length; i++) data[i] = 100 + ((i * 13) % 97) + draw.randint(-40, 40);
    return { width, height, channels: 4, data };
  };
  const results = {};
  const patches = library.createPatchDatabase([picture(20, 20, Uint8Array)], { random: createRandom(1), count: 200 });
  const runs = {
    resize: (image) => library.resize(image, 31, 17),
    enlarge: (image) => library.resize(image, 90, 71),
    toYCbCr: (image) => library.toYCbCr(image),
    notebook: (image) => library.defend(image, { seed: 1, stream: 'a.png', scale: false }),
    python: (image) => library.defend(image, { random: library.pythonRandom(7), denoiser: 'none' }),
    paper: (image) =>
      library.defend(image, { seed: 2, preset: 'paper', map: library.centreMap(image.width, image.height) }),
    sym4: (image) => library.denoiseWavelet(image, { wavelet: 'sym4', cycleSpin: 1, sigma: 'estimate' }),
    visu: (image) =>
      library.denoiseWavelet(image, { wavelet: 'bior4.4', method: 'VisuShrink', sigmaScale: 'rescaled' }),
    tv: (image) => library.denoiseTotalVariation(image),
    bilateral: (image) => library.denoiseBilateral(image),
    nlm: (image) => library.denoiseNonLocalMeans(image),
    wiener: (image) => library.denoiseWiener(image),
    dct: (image) => library.denoiseDct(image, { blockSize: 8 }),
    bits: (image) => library.reduceBitDepth(image),
    median: (image) => library.medianFilter(image, { size: 3 }),
    pad: (image) => library.resizeAndPad(image, { random: createRandom(3) }),
    crop: (image) => library.cropAndRescale(image, { random: createRandom(4) }),
    tvm: (image) => library.minimizeTotalVariance(image, { random: createRandom(5) }),
    quilt: (image) => library.quiltImage(image, { patches, random: createRandom(6) }),
    jpeg: (image) => jpeg.compressJpeg(image),
    chain: (image) =>
      library.applyChain(image, library.parseChain('crop:fraction=0.7+deflect+resize-pad+wavelet+jpeg'), { seed: 6 }),
  };
  for (const Type of [Uint8ClampedArray, Float32Array]) {
    const image = picture(45, 38, Type);
    for (const [name, run] of Object.entries(runs)) {
      // oxlint-disable-next-line no-await-in-loop -- short, and in order
      const { data } = await run(image);
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      // oxlint-disable-next-line no-await-in-loop
      const digest = await crypto.subtle.digest('SHA-256', bytes);
      const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
      results[`${name} ${Type.name}`] = hex;
    }
  }
  return results;
}
