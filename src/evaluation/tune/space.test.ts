import { describe, expect, it } from 'vitest';
import { comparedFamilies } from './compared.js';
import { drawCandidates, firstCandidates, sameDefense, usualSpace } from './space.js';

describe('drawCandidates', () => {
  const candidates = drawCandidates(usualSpace, 80, 1);

  it('begins with the published chains and JPEG, and has no two alike', () => {
    expect(candidates).toHaveLength(80);
    expect(candidates.slice(0, firstCandidates.length)).toEqual(firstCandidates);
    for (const [i, each] of candidates.entries()) {
      expect(candidates.findIndex((other) => sameDefense(each, other))).toBe(i);
    }
  });

  it('draws the same with a seed, and others with another', () => {
    expect(drawCandidates(usualSpace, 80, 1)).toEqual(candidates);
    expect(drawCandidates(usualSpace, 80, 2)).not.toEqual(candidates);
    // More of the same seed begin with the same.
    expect(drawCandidates(usualSpace, 120, 1).slice(0, 80)).toEqual(candidates);
  });

  it('searches every part, every order and every value', () => {
    const many = drawCandidates(usualSpace, 600, 3);
    const first = many.map(({ chain }) => chain[0].transform);
    expect(new Set(first)).toEqual(new Set(['deflect', 'wavelet', 'jpeg', 'tv', 'resize-pad']));
    const seen = (key: string) =>
      new Set(many.flatMap(({ chain }) => chain.map(({ options }) => (options as Record<string, unknown>)[key])));
    for (const [key, values] of [
      ['deflections', usualSpace.deflections],
      ['window', usualSpace.windows],
      ['sigma', usualSpace.sigmas],
      ['wavelet', usualSpace.wavelets],
      ['cycleSpin', usualSpace.cycleSpins],
      ['quality', usualSpace.qualities],
    ] as const) {
      for (const value of values) expect(seen(key), key).toContain(value);
    }
    expect(new Set(many.map(({ ensemble }) => ensemble))).toEqual(new Set([1, 5, 10]));
    expect(new Set(many.map(({ vote }) => vote))).toEqual(new Set(['majority', 'mean']));
    expect(new Set(many.map(({ map }) => map))).toEqual(new Set(['none', 'r-cam']));
  });

  it('has a chain of one transform among the first, so that it never ends behind what it is judged beside', () => {
    const singles = firstCandidates.filter(({ chain }) => chain.length === 1);
    const { defenses } = comparedFamilies.find(({ name }) => name === 'JPEG')!;
    expect(singles.map(({ chain }) => chain)).toEqual(defenses.map(({ chain }) => chain));
  });

  it('gives maps and ensembles only where they mean something', () => {
    for (const { chain, map, ensemble, vote } of drawCandidates(usualSpace, 300, 4)) {
      const has = (name: string) => chain.some(({ transform }) => transform === name);
      if (!has('deflect')) expect(map).toBe('none');
      if (!has('deflect') && !has('resize-pad')) expect(ensemble).toBe(1);
      if (ensemble === 1) expect(vote).toBe('majority');
    }
  });

  it('ends where a small space is exhausted', () => {
    const space = { ...usualSpace, parts: { deflect: 0, wavelet: 0, jpeg: 1, tv: 0, 'resize-pad': 0 } };
    // All qualities but 85 are among the first.
    expect(drawCandidates(space, 50, 1)).toHaveLength(firstCandidates.length + 1);
  });
});

describe('the compared transforms', () => {
  it('are those of the related work, with the published value of each', () => {
    const names = comparedFamilies.map(({ name }) => name);
    expect(names).toEqual(['JPEG', 'bit depth', 'median', 'TVM', 'TV', 'NLM', 'resize+pad', 'crop+TVM', 'quilting']);
    const all = comparedFamilies.flatMap(({ defenses }) => defenses.map(({ name }) => name));
    expect(new Set(all).size).toBe(all.length);
    for (const published of ['JPEG 75', 'JPEG 30', 'bit depth 5', 'median 2', 'TVM 0.03', 'TV 0.1', 'NLM 0.1']) {
      expect(all).toContain(published);
    }
  });
});
