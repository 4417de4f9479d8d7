import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../test/support/runs.js';
import { parseChain } from '../../defenses/chain/text.js';
import { formatDefense, parseDefense } from './defense-text.js';

const usual = { map: 'none', ensemble: 1, vote: 'majority' };

describe('parseDefense', () => {
  it.each([
    ['PD+R-CAM+WD=deflect+wavelet@map=r-cam', { name: 'PD+R-CAM+WD', chain: 'deflect+wavelet', map: 'r-cam' }],
    ['none', { name: 'none', chain: 'none' }],
    // No name: a colon or an at sign stands before the first equals sign.
    ['deflect:window=5', { name: 'deflect:window=5', chain: 'deflect:window=5' }],
    ['tv+deflect:window=5', { name: 'tv+deflect:window=5', chain: 'tv+deflect:window=5' }],
    ['crop@ensemble=10', { name: 'crop@ensemble=10', chain: 'crop', ensemble: 10 }],
    ['a=deflect:window=5', { name: 'a', chain: 'deflect:window=5' }],
    [' JPEG 30 = jpeg:quality=30 ', { name: 'JPEG 30', chain: 'jpeg:quality=30' }],
    ['jpeg : quality = 30', { name: 'jpeg:quality=30', chain: 'jpeg:quality=30' }],
    [
      'Ens=deflect@topK=5,vote=mean, ensemble = 10,map=r-cam',
      { name: 'Ens', chain: 'deflect', map: 'r-cam', ensemble: 10, vote: 'mean', topK: 5 },
    ],
    ['deflect@vote=mean,map=cam', { name: 'deflect@map=cam,vote=mean', chain: 'deflect', map: 'cam', vote: 'mean' }],
  ])('%s', (text, { chain, ...expected }) => {
    expect(parseDefense(text)).toEqual({ ...usual, ...expected, chain: parseChain(chain) });
  });

  it('goes back to its text', () => {
    const defenses = fc.record({
      name: fc.stringMatching(/^[A-Za-z0-9+ -]*[A-Za-z0-9+-]$/).filter((name) => name === name.trim()),
      chain: fc
        .constantFrom('deflect', 'deflect:window=3+wavelet', 'jpeg:quality=3+deflect')
        .map((text) => parseChain(text)),
      map: fc.constantFrom('none', 'r-cam', 'center'),
      ensemble: fc.integer({ min: 1, max: 1000 }),
      vote: fc.constantFrom('majority', 'mean'),
    });
    fc.assert(
      fc.property(defenses, (defense) => {
        const text = formatDefense(defense as never);
        expect(parseDefense(text)).toEqual(defense);
        expect(formatDefense(parseDefense(text))).toBe(text);
      }),
      { numRuns: runs(50) },
    );
    const named = 'deflect:window=5@map=cam';
    expect(formatDefense(parseDefense(named))).toBe(named);
  });

  it.each([
    [
      'PD=deflet',
      'for the transform of step 1 of the chain of the defense "PD" but received "deflet": did you mean deflect?',
    ],
    ['jpeg=75', 'for the transform of step 1 of the chain of the defense "jpeg" but received "75"'],
    ['=tv', 'Expected a text that is not empty for the name of the defense ""'],
    ['', 'for the transform of step 1 of the chain of the defense "" but received ""'],
    [
      'deflect@mpa=cam',
      'Expected only map, ensemble, vote, topK for the settings of the defense "deflect@mpa=cam" but received "mpa": did you mean map?',
    ],
    ['deflect@', 'for the settings of the defense "deflect@" but received ""'],
    [
      'deflect@map',
      'Expected name=value, several with commas, for the settings of the defense "deflect@map" but received "map"',
    ],
    ['deflect@map=a=b', 'Expected name=value, several with commas,'],
    ['deflect@map=cam,map=none', 'Expected each setting once for the settings of'],
    [
      'deflect@ensemble=ten',
      'Expected an integer from 1 to 1000 for the ensemble of the defense "deflect@ensemble=ten" but received "ten"',
    ],
    ['tv@map=cam', "Expected 'none' for a chain that has no step 'deflect' for the map of the defense"],
    ['deflect@topK=5', "Expected no topK without the map 'r-cam' for the defense"],
  ])('%s is refused', (text, message) => {
    expect(() => parseDefense(text)).toThrow(message);
  });
});
