import { describe, expect, it } from 'vitest';
import { softmax } from '../../models/ranking.js';
import { bestOther, crossEntropyOf } from './logits.js';

describe('crossEntropyOf', () => {
  it('is minus the logarithm of the probability', () => {
    const logits = Float32Array.of(0.5, 3, -1, 2.25);
    for (let i = 0; i < 4; i++) expect(crossEntropyOf(logits, i)).toBeCloseTo(-Math.log(softmax(logits)[i]), 12);
  });

  it('stays finite where the probability does not', () => {
    expect(crossEntropyOf(Float32Array.of(2000, -2000), 1)).toBe(4000);
    expect(crossEntropyOf(Float32Array.of(2000, -2000), 0)).toBe(0);
  });
});

describe('bestOther', () => {
  it('is the highest but one class, of equal ones the first', () => {
    const logits = Float32Array.of(1, 5, 5, 4);
    expect([0, 1, 2, 3].map((except) => bestOther(logits, except))).toEqual([1, 2, 1, 1]);
    expect(bestOther(Float32Array.of(0, 0), 0)).toBe(1);
  });
});
