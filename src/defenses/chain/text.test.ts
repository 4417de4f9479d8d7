import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../test/support/runs.js';
import type { Chain } from './chain.js';
import { checkChain, isRandom } from './check.js';
import { formatChain, parseChain, readChain } from './text.js';
import { transformNames, transforms } from './transforms.js';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((value) => value + 0);
const whole = (min: number, max: number) => fc.integer({ min, max });
const words = (...all: string[]) => fc.constantFrom(...all);

/** Values that every option of every transform takes. */
const values: Record<string, Record<string, fc.Arbitrary<unknown>>> = {
  deflect: {
    deflections: whole(0, 1e7),
    window: whole(1, 224),
    bias: number(-1, 1),
    algorithm: words('notebook', 'repository', 'joint'),
    scale: fc.boolean(),
  },
  wavelet: {
    wavelet: words('db1', 'sym4', 'bior4.4'),
    levels: whole(1, 32),
    method: words('BayesShrink', 'VisuShrink'),
    threshold: words('soft', 'hard'),
    sigma: fc.oneof(words('estimate'), number(0, 1e30)),
    ycbcr: fc.boolean(),
    sigmaScale: words('published', 'rescaled', 'unscaled'),
    cycleSpin: whole(0, 64),
  },
  tv: { weight: number(1e-6, 1e6), eps: number(0, 1), maxIterations: whole(1, 1e6) },
  bilateral: { bins: whole(1, 10_000), mode: words('edge', 'wrap'), spatialWeights: words('skimage', 'centred') },
  nlm: { patchSize: words('3', '7').map(Number), h: number(1e-6, 1e6), fast: fc.boolean() },
  wiener: { size: words('3', '5').map(Number), noise: number(0, 1e6) },
  dct: { sigma: number(0, 1e6), blockSize: words('8', '16').map(Number) },
  jpeg: { quality: whole(1, 100), chromaSubsampling: words('4:2:0', '4:4:4') },
  'bit-depth': { bits: whole(1, 8) },
  median: { size: words('2', '3').map(Number) },
  'resize-pad': { minScale: number(0.001, 1), flip: fc.boolean(), padding: number(0, 255) },
  crop: { fraction: number(1e-300, 1) },
  tvm: { dropRate: number(0, 1), weight: number(1e-6, 1e6), tolerance: number(0, 1e25) },
  quilt: { overlap: whole(0, 4), neighbors: whole(1, 1e6) },
};

const step = fc.constantFrom(...transformNames).chain((transform) =>
  fc.record({
    transform: fc.constant(transform),
    options: fc.record(values[transform] ?? {}, { requiredKeys: [] }),
  }),
);
const chains = fc.array(step, { maxLength: 5 }).map((steps) => steps as Chain);

describe('the text of a chain', () => {
  it('goes there and back', () => {
    fc.assert(
      fc.property(chains, (chain) => {
        expect(parseChain(formatChain(chain))).toEqual(chain);
      }),
      { numRuns: runs(100) },
    );
  });

  it('is short', () => {
    const chain = parseChain(' deflect : deflections = 200, window=10 + wavelet:sigma=.04+jpeg:quality=+30 ');
    expect(chain).toEqual([
      { transform: 'deflect', options: { deflections: 200, window: 10 } },
      { transform: 'wavelet', options: { sigma: 0.04 } },
      { transform: 'jpeg', options: { quality: 30 } },
    ]);
    expect(formatChain(chain)).toBe('deflect:deflections=200,window=10+wavelet:sigma=0.04+jpeg:quality=30');
    expect(parseChain('tvm:tolerance=1e+3+tv')).toEqual(parseChain('tvm:tolerance=1000+tv'));
    expect([formatChain([]), parseChain('none')]).toEqual(['none', []]);
  });

  it.each([
    ['wavelt', 'for the transform of step 1 of the chain but received "wavelt": did you mean wavelet?'],
    ['', 'for the transform of step 1 of the chain but received ""'],
    ['tv+', 'for the transform of step 2 of the chain but received ""'],
    ['tv+none', 'for the transform of step 2 of the chain but received "none"'],
    ['constructor', 'for the transform of step 1 of the chain but received "constructor"'],
    ['zzz', `Expected one of ${transformNames.join(', ')} for the transform of step 1 of the chain but received "zzz"`],
    ['jpeg:qualty=30', `for the options of step 1 ('jpeg') of the chain but received "qualty": did you mean quality?`],
    [
      'tv+jpeg:quality=300',
      "Expected an integer from 1 to 100 for quality in step 2 ('jpeg') of the chain but received 300",
    ],
    ['jpeg:quality=high', 'for quality in step 1 (\'jpeg\') of the chain but received "high"'],
    [
      'jpeg:quality',
      'Expected name=value, several with commas, for the options of step 1 of the chain but received "quality"',
    ],
    ['jpeg:quality=', 'Expected name=value, several with commas,'],
    ['jpeg:', 'Expected name=value, several with commas,'],
    [
      'jpeg:quality=1,quality=2',
      'Expected each option once for the options of step 1 of the chain but received "quality"',
    ],
    ['wavelet:sigma=-1', "for sigma (or 'estimate') in step 1 ('wavelet') of the chain but received -1"],
    [
      'deflect:window=225',
      "Expected an integer from 1 to 224 for window in step 1 ('deflect') of the chain but received 225",
    ],
    [
      'deflect:deflections=1e12',
      "an integer from 0 to 10000000 for deflections in step 1 ('deflect') of the chain but received 1000000000000",
    ],
    ['deflect:scale=false,window=0', "Expected an integer of at least 1 for window in step 1 ('deflect')"],
    ['deflect:map=1', 'for the options of step 1 (\'deflect\') of the chain but received "map"'],
    ['quilt:neighbors=0', "Expected an integer of at least 1 for neighbors in step 1 ('quilt')"],
    ['resize-pad:minScale=0', "for minScale in step 1 ('resize-pad') of the chain but received 0"],
    ['jpeg:__proto__=1', 'for the options of step 1 (\'jpeg\') of the chain but received "__proto__"'],
  ])('%s is refused', (text, message) => {
    expect(() => parseChain(text)).toThrow(message);
  });

  it('that is none is refused, and steps are taken', () => {
    expect(() => parseChain(5 as unknown as string)).toThrow(
      'Expected the text of a chain for the chain but received 5',
    );
    expect(readChain([{ transform: 'tv' }], 'x')).toEqual(readChain('tv', 'x'));
    expect(() => readChain('tv+tb', 'the chain of "PD"')).toThrow('step 2 of the chain of "PD" but received "tb"');
  });
});

describe('checkChain', () => {
  it.each([
    ['tv', 'Expected an array of steps { transform, options } for c but received "tv"'],
    [[5], 'Expected a step { transform, options } for step 1 of c but received 5'],
    [[[]], 'Expected a step { transform, options } for step 1 of c but received an array of 0'],
    [[{}], 'for the transform of step 1 of c but received undefined'],
    [
      [{ transform: 'tv', option: {} }],
      'Expected only transform, options for step 1 of c but received "option": did you mean options?',
    ],
    [
      [{ transform: 'tv', options: [] }],
      "Expected an object for the options of step 1 ('tv') of c but received an array of 0",
    ],
    [
      [{ transform: 'crop', options: { random: {} } }],
      `Expected only fraction for the options of step 1 ('crop') of c but received "random"`,
    ],
    [[{ transform: 'wavelet', options: { held: {} } }], 'but received "held"'],
    [[{ transform: 'quilt', options: { patches: {} } }], 'but received "patches"'],
  ])('refuses %o', (chain, message) => {
    expect(() => checkChain(chain, 'c')).toThrow(message);
  });

  it('leaves open what it cannot know without the picture', () => {
    const literal = [{ transform: 'deflect', options: { scale: false, window: 300 } }];
    expect(checkChain(literal)).toEqual(literal);
    expect(() => checkChain(literal, 'c', { size: { width: 299, height: 10 } })).toThrow(
      'from 1 to 299 for window in step 1',
    );
    expect(checkChain(literal, 'c', { size: { width: 300, height: 10 } })).toEqual(literal);
  });

  it('writes out what was left out, and leaves out what is undefined', () => {
    expect(checkChain([{ transform: 'jpeg' }, { transform: 'tv', options: { weight: undefined } }])).toEqual([
      { transform: 'jpeg', options: {} },
      { transform: 'tv', options: {} },
    ]);
  });

  it('knows the options that the transforms have, but for those that the caller of a chain supplies', () => {
    const image = { width: 16, height: 16, channels: 1, data: new Float32Array(256) } as const;
    // A deflection and a padding have other options here: their counts and sizes follow the picture.
    for (const name of transformNames.filter((each) => each !== 'deflect' && each !== 'resize-pad')) {
      let message = '';
      try {
        transforms[name].run(image, { bogus: 1 } as never, { random: { randint: () => 0, uniform: () => 0 } });
      } catch (error) {
        ({ message } = error as Error);
      }
      const [, list = ''] = /^Expected only (.*) for the options of/.exec(message) ?? [];
      const supplied = new Set(['out', 'random', 'held', 'patches', 'backend']);
      expect(
        list.split(', ').filter((option) => !supplied.has(option)),
        name,
      ).toEqual(transforms[name].options);
    }
  });
});

describe('isRandom', () => {
  it.each(['deflect', 'resize-pad', 'crop', 'tvm', 'quilt:neighbors=2', 'tv+deflect+jpeg'])('%s: yes', (text) => {
    expect(isRandom(parseChain(text))).toBe(true);
  });

  it.each(['none', 'wavelet', 'jpeg+tv+median', 'deflect:deflections=0', 'crop:fraction=1', 'tvm:dropRate=0', 'quilt'])(
    '%s: no',
    (text) => {
      expect(isRandom(parseChain(text))).toBe(false);
    },
  );
});
