import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smoothClassifier, smoothPicture } from '../../test/support/smooth-classifier.js';
import { picture } from '../../test/support/pictures.js';
import { fingerprint } from '../core/fingerprint.js';
import { createRandom } from '../core/random.js';
import { runChain } from '../defenses/chain/run.js';
import { parseChain } from '../defenses/chain/text.js';
import { traceChain } from '../defenses/chain/trace.js';
import { createPatchDatabase } from '../defenses/patches.js';
import { type Classifier, crossEntropy } from '../models/index.js';
import { type DefendedOptions, defendedClassifier } from './defended-classifier.js';

let classifier: Classifier;
beforeAll(async () => {
  classifier = await smoothClassifier();
});
afterAll(() => classifier.dispose());

/** A defended classifier with a chain given as text. */
function behind(text: string, options: Omit<DefendedOptions, 'chain'> = {}) {
  return defendedClassifier(classifier, { seed: 4, ...options, chain: parseChain(text) });
}

describe('a classifier behind a chain', () => {
  const image = smoothPicture(3);

  it.each([
    ['deflect+wavelet', {}, { map: 'none' }],
    ['deflect+wavelet', {}, { map: 'r-cam', topK: 2 }],
    ['deflect+wavelet', {}, {}],
    [
      'deflect:deflections=9000,window=30,bias=0.1,algorithm=joint+wavelet:sigma=0.1',
      { deflections: 9000, window: 30, bias: 0.1, algorithm: 'joint', denoiserOptions: { sigma: 0.1 } },
      { map: 'center' },
    ],
    ['deflect:deflections=50,scale=false+tv', { deflections: 50, scale: false, denoiser: 'tv' }, { map: 'none' }],
    ['deflect:algorithm=joint,deflections=100', { preset: 'paper', denoiser: 'none' }, { map: 'none' }],
    ['deflect:algorithm=repository,deflections=200+wavelet', { preset: 'repository' }, { map: 'cam' }],
    ['deflect+bilateral:spatialWeights=centred', { denoiser: 'bilateral' }, { map: 'none' }],
  ] as const)('%s gives the draws of the settings %o', async (text, settings, common) => {
    const options = { ...common, seed: 4, ensemble: 3 } as const;
    const draws = await defendedClassifier(classifier, { ...settings, ...options }).draws(image);
    expect(await behind(text, options).draws(image)).toEqual(draws);
    expect(draws[0].data).not.toEqual(draws[1].data);
  });

  it('shows what the chain makes of the picture, each draw with a stream of its own', async () => {
    const text = 'crop:fraction=0.8+jpeg:quality=40+resize-pad+median:size=2';
    const draws = await behind(text, { ensemble: 2 }).draws(image);
    const expected = [0, 1].map((draw) =>
      runChain(image, parseChain(text), { seed: 4, stream: `${fingerprint(image)}/${draw}` }),
    );
    expect(draws).toEqual(expected);
  });

  it('without steps is the classifier itself', async () => {
    const defended = behind('none');
    expect(await defended.logits([image])).toEqual(
      await defendedClassifier(classifier, { map: 'none', deflections: 0, denoiser: 'none' }).logits([image]),
    );
    const [first] = await defended.classify(image, { top: 1 });
    const [bare] = await classifier.classify(image, { top: 1 });
    expect(first.index).toBe(bare.index);
    expect(first.probability).toBeCloseTo(bare.probability, 5);
    const [draw] = await defended.draws(image);
    expect(draw.data).toEqual(image.data);
    expect(draw.data.buffer).not.toBe(image.data.buffer);
  });

  it('quilts with the patches that it is given', async () => {
    const patches = createPatchDatabase([picture(40, 40)], { random: createRandom(1), count: 100 });
    const [draw] = await behind('quilt', { patches }).draws(image);
    expect(draw).toEqual(runChain(image, parseChain('quilt'), { seed: 4, stream: 'any', patches }));
  });

  it.each(['crop:fraction=0.7+wavelet:sigma=0.02', 'wavelet+resize-pad:minScale=0.6', 'jpeg+crop'])(
    '%s has the mean of the gradients that come back through it',
    async (text) => {
      const model = behind(text).adaptive({ draws: 3, seed: 9 });
      const { gradients } = await model.inputGradient([image], crossEntropy([1]));
      const mean = new Float64Array(image.data.length);
      for (let draw = 0; draw < 3; draw++) {
        const traced = traceChain(image, parseChain(text), { seed: 9, stream: `${fingerprint(image)}/${draw}` });
        // oxlint-disable-next-line no-await-in-loop -- one session
        const found = await classifier.inputGradient([traced.image], crossEntropy([1]));
        traced.pull(found.gradients[0], true).forEach((value, i) => (mean[i] += value / 3));
      }
      const length = Math.hypot(...mean);
      expect(length).toBeGreaterThan(0);
      expect(Math.hypot(...gradients[0].map((value, i) => value - mean[i])) / length).toBeLessThan(1e-5);
    },
  );

  it('has the derivative of the whole, where all steps have one: central differences', async () => {
    const held = behind('crop:fraction=0.7+resize-pad:minScale=0.8', { seed: 1 });
    const weights = Float32Array.of(1, -0.5, 0.25, 0, -1, 0.5);
    const chain = parseChain('crop:fraction=0.7+resize-pad:minScale=0.8');
    const stream = `${fingerprint(image)}/0`;
    const [gradient] = (await held.inputGradient([image], [weights])).gradients;
    const direction = gradient.map(Math.sign);
    // The stream follows from the picture: with it held, the draw of the picture itself is moved.
    const value = async (step: number) => {
      const at = { ...image, data: image.data.map((sample, i) => sample + step * direction[i]) };
      const [logits] = await classifier.logits([runChain(at, chain, { seed: 1, stream })]);
      return logits.reduce((sum, each, i) => sum + each * weights[i], 0);
    };
    const slope = (await value(0.5)) - (await value(-0.5));
    expect(gradient.reduce((sum, each, i) => sum + each * direction[i], 0) / slope).toBeCloseTo(1, 2);
  });
});

describe('refused', () => {
  it.each([
    [{ chain: parseChain('tv'), window: 5 }, 'Expected either a chain or window for the options of defendedClassifier'],
    [{ chain: parseChain('tv'), preset: 'paper' }, 'Expected either a chain or preset for the options'],
    [
      { chain: parseChain('tv'), map: 'cam' },
      "Expected 'none' with a chain that has no step 'deflect' for map but received \"cam\"",
    ],
    [{ chain: parseChain('deflect'), map: 'cam', topK: 3 }, "topK and aggregate only with the map 'r-cam'"],
    [{ chain: parseChain('tv'), topK: 3 }, "topK and aggregate only with the map 'r-cam'"],
    [{ chain: [{ transform: 'tb' }] }, 'for the transform of step 1 of the chain but received "tb": did you mean tv?'],
    [{ chain: 'tv' }, 'Expected an array of steps { transform, options } for the chain but received "tv"'],
    [
      { chain: parseChain('deflect:window=33') },
      "from 1 to 32 for window in step 1 ('deflect') of the chain but received 33",
    ],
    [{ chain: parseChain('quilt') }, "Expected patches (a database of createPatchDatabase) with a step 'quilt'"],
    [{ patches: {} }, 'Expected patches only with a chain'],
  ])('%o', (options, message) => {
    expect(() => defendedClassifier(classifier, options as DefendedOptions)).toThrow(message);
  });

  it('the derivative of wavelets that a chain does not have', () => {
    expect(() => behind('deflect+tv').adaptive({ wavelet: 'identity' })).toThrow(
      'for the options of adaptive but received "deflect+tv"',
    );
    expect(() => behind('tv+wavelet').adaptive({ wavelet: 'identity' })).not.toThrow();
  });
});
