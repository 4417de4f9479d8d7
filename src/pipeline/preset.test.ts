import { describe, expect, it } from 'vitest';
import { parseChain } from '../defenses/chain/text.js';
import { checkPreset, formatPreset, parsePreset } from './preset.js';

const head = { format: 'pixel-deflection preset', schema: 1 } as const;
const whole = { ...head, name: 'tuned', chain: 'deflect+jpeg:quality=60' };

describe('a preset', () => {
  it('has text or steps for its chain, and defaults', () => {
    const expected = { ...whole, chain: parseChain(whole.chain), map: 'none', ensemble: 1, vote: 'majority' };
    expect(checkPreset(whole)).toEqual(expected);
    expect(checkPreset({ ...whole, chain: parseChain(whole.chain) })).toEqual(expected);
  });

  it('goes to text and back', () => {
    const defense = {
      name: 'a+b',
      chain: parseChain(whole.chain),
      map: 'r-cam',
      ensemble: 10,
      vote: 'mean',
      topK: 3,
    } as const;
    const about = { tuned: ['on', { these: 'pictures' }] };
    expect(parsePreset(formatPreset(defense, about))).toEqual({ ...head, ...defense, about });
    const { topK: _, ...without } = defense;
    expect(parsePreset(formatPreset(without))).toEqual({ ...head, ...without });
  });

  it.each([
    [[], 'Expected an object for the preset but received an array of 0'],
    [{}, 'Expected "pixel-deflection preset" for the format of the preset but received undefined'],
    [
      { ...whole, schema: 2 },
      'Expected 1, the one that this version reads, for the schema of the preset but received 2',
    ],
    [{ ...whole, ensembel: 2 }, 'for the fields of the preset but received "ensembel": did you mean ensemble?'],
    [{ ...head, chain: 'tv' }, 'Expected a text for the name of the preset but received undefined'],
    [{ ...whole, name: ' ' }, 'Expected a text that is not empty for the name of the preset but received " "'],
    [
      { ...head, name: 'a' },
      'Expected an array of steps { transform, options } for the chain of the preset but received undefined',
    ],
    [
      { ...whole, chain: 'tv+jpge' },
      'for the transform of step 2 of the chain of the preset but received "jpge": did you mean jpeg?',
    ],
    [
      { ...whole, chain: [{ transform: 'jpeg', options: { quality: 0 } }] },
      "for quality in step 1 ('jpeg') of the chain of the preset but received 0",
    ],
    [
      { ...whole, map: 'rcam' },
      "Expected one of 'r-cam', 'cam', 'grad-cam', 'center', 'none' for the map of the preset but received \"rcam\"",
    ],
    [
      { ...whole, chain: 'tv', map: 'cam' },
      "Expected 'none' for a chain that has no step 'deflect' for the map of the preset but received \"cam\"",
    ],
    [{ ...whole, map: 'cam', topK: 3 }, 'Expected no topK without the map \'r-cam\' for the preset but received "cam"'],
    [{ ...whole, map: 'r-cam', topK: 0 }, 'Expected an integer of at least 1 for topK of the preset but received 0'],
    [
      { ...whole, ensemble: 1001 },
      'Expected an integer from 1 to 1000 for the ensemble of the preset but received 1001',
    ],
    [{ ...whole, vote: 'all' }, "Expected one of 'majority', 'mean' for the vote of the preset but received \"all\""],
    [{ ...whole, about: 'me' }, 'Expected an object for about of the preset but received "me"'],
  ])('%o is refused', (value, message) => {
    expect(() => checkPreset(value)).toThrow(message);
  });

  it.each([
    ['', 'line 1: '],
    ['{\n  "format": "pixel-deflection preset",\n  schema: 1\n}', 'line 3: '],
    ['{\n  "schema": 1,\n', 'line 2: '],
    ['{\n}\n]', 'line 3: '],
    ['{\n  "schema": 1,\n  "chain": tv,\n  "name": "a"\n}\n', 'line 3: '],
    ['{\n  "schema": 1,\n  "chain": "a\nb"\n}', 'line 3: '],
    ['{ "schema": 01,\n"name": "a",\n\n"map": "none" }', 'line 1: '],
  ])('of broken JSON is refused with its line: %j', (text, line) => {
    expect(() => parsePreset(text)).toThrow(`${line}Expected JSON for the preset but received something else`);
  });
});
