import { describe, expect, it } from 'vitest';
import { picture } from '../../test/support/pictures.js';
import { denoise, denoiserNames, type DenoiserOptions } from '../defenses/denoisers.js';
import { defendHelp } from './defend/help.js';
import { flagName, flagsOf, isSwitch, withDefaults } from './flags.js';

/** All options that a denoiser has, by its own complaint about one that it has not. */
function optionsOf(name: (typeof denoiserNames)[number]): string[] {
  const image = picture(4, 4);
  try {
    denoise(name, image, { bogus: 1 } as DenoiserOptions, image);
  } catch (error) {
    const list = /^Expected only (.*) for the options of/.exec((error as Error).message)?.[1] ?? '';
    return list.split(', ').filter((option) => !['out', 'held', 'backend', ''].includes(option));
  }
  throw new Error('Expected an error');
}

describe.each(denoiserNames)('the flags of %s', (name) => {
  it('are all options that it has', () => {
    const keys = flagsOf(name).map(({ key }) => key);
    expect(keys.toSorted()).toEqual(optionsOf(name).toSorted());
  });

  it('have its defaults', () => {
    const before = picture(41, 30, 3, 'bytes');
    const usual = { ...before, data: new Uint8Array(before.data.length) };
    const given = { ...before, data: new Uint8Array(before.data.length) };
    const defaults = Object.entries(withDefaults(name, {})).filter(([, value]) => value !== null);
    denoise(name, before, {}, usual);
    denoise(name, before, Object.fromEntries(defaults), given);
    expect(given.data).toEqual(usual.data);
  });

  it('allow the words that the help shows', () => {
    const before = picture(9, 8, 3, 'bytes');
    const after = { ...before, data: new Uint8Array(before.data.length) };
    for (const flag of flagsOf(name)) {
      for (const word of flag.others ?? []) denoise(name, before, { [flag.key]: word }, after);
      expect(defendHelp).toContain(isSwitch(flag) ? `--no-${flagName(flag)}` : `--${flagName(flag)} `);
    }
  });
});

describe('withDefaults', () => {
  it('leaves out what has no meaning', () => {
    expect(withDefaults('bilateral', {})).toMatchObject({ mode: 'constant', cval: 0, windowSize: null });
    expect(withDefaults('bilateral', { mode: 'wrap' })).not.toHaveProperty('cval');
    expect(withDefaults('none', {})).toEqual({});
  });
});
