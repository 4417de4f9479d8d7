import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { softmax } from '../models/index.js';
import { countVotes, ensembleLogits, meanProbabilities, rankEnsemble } from './ensemble.js';

const labels = ['a', 'b', 'c'].map((id) => ({ id, name: id.toUpperCase() }));

/** Two draws narrowly for b, one surely for a: the majority says b, the mean says a. */
const split = [
  [0.4, 0.6, 0],
  [0.45, 0.55, 0],
  [1, 0, 0],
].map((each) => Float64Array.from(each));

describe('rankEnsemble', () => {
  it('by majority names what most draws name, with the mean probabilities', () => {
    const ranked = rankEnsemble(split, labels, 3, 'majority');
    expect(ranked.map(({ label }) => label)).toEqual(['b', 'a', 'c']);
    expect(ranked[0].probability).toBeCloseTo(1.15 / 3, 12);
    expect(ranked[1].probability).toBeCloseTo(1.85 / 3, 12);
  });

  it('by mean names the class of the highest mean probability', () => {
    expect(rankEnsemble(split, labels, 2, 'mean').map(({ name }) => name)).toEqual(['A', 'B']);
  });

  it('breaks a tie of votes by the mean probability', () => {
    const tie = [Float64Array.of(0.9, 0.1, 0), Float64Array.of(0.3, 0.7, 0)];
    expect(rankEnsemble(tie, labels, 1, 'majority')[0].label).toBe('a');
  });

  it('of one draw ranks by its probabilities', () => {
    const one = [Float64Array.of(0.2, 0.3, 0.5)];
    expect(rankEnsemble(one, labels, 3, 'majority')).toEqual(rankEnsemble(one, labels, 3, 'mean'));
    expect(rankEnsemble(one, labels, 3, 'majority').map(({ index }) => index)).toEqual([2, 1, 0]);
  });
});

describe('the mean of draws', () => {
  const draws = fc
    .array(fc.array(fc.float({ min: -30, max: 30, noNaN: true }), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 12,
    })
    .map((all) => all.map(softmax));

  it('is a distribution, and the softmax of the logits is that again', () => {
    fc.assert(
      fc.property(draws, (all) => {
        const mean = meanProbabilities(all);
        expect(mean.reduce((a, b) => a + b)).toBeCloseTo(1, 10);
        const again = softmax(ensembleLogits(all));
        for (let i = 0; i < 3; i++) expect(again[i]).toBeCloseTo(mean[i], 5);
        expect(countVotes(all).reduce((a, b) => a + b)).toBe(all.length);
      }),
    );
  });

  it('has finite logits where a class is impossible', () => {
    const logits = ensembleLogits([Float64Array.of(1, 0, 0)]);
    expect(logits.every(Number.isFinite)).toBe(true);
    expect(logits[0]).toBe(0);
    expect(logits[1]).toBeLessThan(-80);
  });
});
