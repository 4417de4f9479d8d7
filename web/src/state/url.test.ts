import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { clamped, defaults, type Field, fields, nameInLinks, type Settings, withPatch } from './settings.js';
import { fromHash, toHash } from './url.js';

/** Any value that a field can have. */
function valueOf(field: Field): fc.Arbitrary<number | boolean | string> {
  if (field.type === 'toggle') return fc.boolean();
  if (field.type === 'choice') return fc.constantFrom(...field.options);
  if (field.type === 'name') return fc.stringMatching(/^[\w-]{0,64}$/);
  const { min, max } = field;
  return fc.double({ min, max, noNaN: true }).map((value) => clamped(field, value));
}

const anySettings = fc.record(
  Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, valueOf(field)])),
) as unknown as fc.Arbitrary<Settings>;

describe('links', () => {
  it('give back the settings that they were made of', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        expect(fromHash(toHash(settings))).toEqual(settings);
      }),
    );
  });

  it('hold what differs from the start, and nothing else', () => {
    expect(toHash(defaults)).toBe('#v=1');
    expect(toHash({ ...defaults, seed: 7, sigma: 0.08, ycbcr: false })).toBe('#v=1&seed=7&sigma=0.08&ycbcr=false');
    expect(toHash({ ...defaults, sample: '' })).toBe('#v=1&sample=');
    expect(fromHash('#v=1&sample=').sample).toBe('');
  });

  it('bring numbers into their range and onto a step, and pass over what they do not know', () => {
    const read = fromHash('#v=9&epsilon=1000&sigma=-3&window=7.6&seed=1e99&later=1&map=everything&ycbcr=maybe&topK=');
    expect(read).toEqual({ ...defaults, epsilon: 32, sigma: 0, window: 8, seed: 2 ** 32 - 1 });
    expect(fromHash('#epsilon=Infinity&deflections=abc&iterations=0x10')).toEqual({ ...defaults, iterations: 16 });
    expect(fromHash('#sample=%3Cscript%3E&target=a%2Fb')).toEqual(defaults);
    expect(fromHash('#__proto__=1&constructor=2')).toEqual(defaults);
  });

  it('never fail, whatever they hold', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        const settings = fromHash(hash);
        for (const [key, field] of Object.entries(fields)) {
          const value = settings[key as keyof Settings];
          expect(clamped(field, value)).toBe(value);
        }
      }),
    );
    expect(fromHash('#%E0%A4%A')).toEqual(defaults);
    expect(fromHash('')).toEqual(defaults);
  });
});

it('names of models are such as links can hold', () => {
  const names = ['mobilenetv2-12', 'My net (v2).final', '模型', `${'a'.repeat(80)}`].map(nameInLinks);
  expect(names).toEqual(['mobilenetv2-12', 'My-net-v2-final', 'unnamed', 'a'.repeat(64)]);
  for (const model of names) expect(fromHash(toHash({ ...defaults, model })).model).toBe(model);
});

describe('withPatch', () => {
  it('clamps each value, and leaves out what is no setting', () => {
    const patch = { epsilon: 0.7, draws: 1e6, denoiser: 'oil', other: 1 } as unknown as Partial<Settings>;
    expect(withPatch(defaults, patch)).toEqual({ ...defaults, epsilon: 0.5, draws: 100 });
  });

  it('starts every setting at a value that it can have', () => {
    expect(withPatch(defaults, defaults)).toEqual(defaults);
  });
});
