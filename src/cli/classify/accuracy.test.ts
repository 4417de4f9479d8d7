import { describe, expect, it } from 'vitest';
import { Accuracy } from './accuracy.js';

describe('Accuracy', () => {
  it('counts the first and the first five, before and after', () => {
    const accuracy = new Accuracy();
    for (const [before, after] of [
      [0, 1],
      [0, 0],
      [4, 5],
      [5, -1],
    ]) {
      accuracy.add({ before, after });
    }
    accuracy.add(undefined);
    expect(accuracy.report).toEqual({
      pictures: 5,
      labelled: 4,
      before: { top1: 50, top5: 75 },
      after: { top1: 25, top5: 50 },
    });
    expect(accuracy.lines()).toEqual([
      'Before the defense: Top-1 accuracy 50.00 %, Top-5 accuracy 75.00 % of the 4 of 5 pictures with a label',
      'After the defense:  Top-1 accuracy 25.00 %, Top-5 accuracy 50.00 % of the 4 of 5 pictures with a label',
    ]);
  });

  it('has one line without a defense', () => {
    const accuracy = new Accuracy();
    for (const before of [0, 0, -1]) accuracy.add({ before, after: undefined });
    expect(accuracy.report).not.toHaveProperty('after');
    expect(accuracy.lines()).toEqual(['Top-1 accuracy 66.67 %, Top-5 accuracy 66.67 % of 3 pictures']);
  });

  it('says nothing of a single picture, nor of pictures without labels', () => {
    const single = new Accuracy();
    single.add({ before: 0, after: 0 });
    expect(single.lines()).toEqual([]);
    const bare = new Accuracy();
    bare.add(undefined);
    bare.add(undefined);
    expect(bare.report).toBeUndefined();
  });
});
