import { describe, expect, it } from 'vitest';
import { factsOf, judgement, rowOf, summarize } from '../../../test/support/judgements.js';
import type { EvaluationRecord } from '../records/record.js';

const attacks = [factsOf('igsm'), factsOf('fgsm'), factsOf('noise', { control: true }), factsOf('bpda')];

function worst(records: EvaluationRecord[], defense: string) {
  return summarize(records, { attacks }).worst.filter((each) => each.defense === defense);
}

const drawn = (image: string, before: number, predictions: number[]) =>
  predictions.map((prediction, draw) => judgement({ attack: 'igsm', defense: 'PD', image, before, draw, prediction }));

describe('the worst case', () => {
  it('is right where a picture is right under all attacks and sizes, controls left out', () => {
    const records = [
      ...rowOf({ attack: 'igsm', epsilon: 2, defense: 'PD' }, (i) => i < 8, 10),
      ...rowOf({ attack: 'igsm', epsilon: 4, defense: 'PD' }, (i) => i < 6 || i === 9, 10),
      ...rowOf({ attack: 'fgsm', epsilon: 4, defense: 'PD' }, (i) => i > 1, 10),
      // Noise would take all.
      ...rowOf({ attack: 'noise', epsilon: 4, defense: 'PD' }, 0, 10),
      // And clean pictures count for nothing here.
      ...rowOf({ defense: 'PD' }, 0, 10),
    ];
    // Right in all three: 2, 3, 4, 5.
    expect(worst(records, 'PD')).toMatchObject([
      { model: 'm', knowledge: 'oblivious', attacks: ['igsm', 'fgsm'], accuracy: { right: 4, of: 10, share: 0.4 } },
    ]);
  });

  it('asks for all draws, and has the pictures right before apart', () => {
    const records = [
      ...drawn('a', 1, [1, 1]),
      ...drawn('b', 1, [1, 2]),
      ...drawn('c', 5, [1, 1]),
      ...drawn('d', 1, [2, 2]),
    ];
    // All: a and c of 4. Right before: a of a, b and d.
    expect(worst(records, 'PD')).toMatchObject([{ accuracy: { right: 2, of: 4 }, recovered: { right: 1, of: 3 } }]);
  });

  it('takes for each knowledge all that those can who know less, and adversaries made against the defense alone', () => {
    const adaptive = { attack: 'bpda', knowledge: 'adaptive' } as const;
    const records = [
      ...rowOf({ attack: 'igsm', defense: 'PD' }, 7, 10),
      ...rowOf({ attack: 'igsm', defense: 'none' }, 0, 10),
      // Right behind it: 5 to 9, of which 7 to 9 fall to the oblivious attack.
      ...rowOf({ ...adaptive, target: 'PD', defense: 'PD' }, (i) => i > 4, 10),
      ...rowOf({ ...adaptive, target: 'PD', defense: 'none' }, 5, 10),
    ];
    const found = worst(records, 'PD');
    expect(found.map(({ knowledge, accuracy, attacks: by }) => [knowledge, accuracy.right, by])).toEqual([
      ['oblivious', 7, ['igsm']],
      ['adaptive', 2, ['igsm', 'bpda']],
    ]);
    expect(worst(records, 'none').map(({ knowledge, accuracy }) => [knowledge, accuracy.right])).toEqual([
      ['oblivious', 0],
    ]);
  });

  it('is over pictures judged under all attacks', () => {
    const records = [
      ...rowOf({ attack: 'igsm', defense: 'PD' }, 10, 10),
      ...rowOf({ attack: 'fgsm', defense: 'PD' }, 3, 6),
    ];
    expect(worst(records, 'PD')).toMatchObject([{ accuracy: { right: 3, of: 6 } }]);
  });
});
