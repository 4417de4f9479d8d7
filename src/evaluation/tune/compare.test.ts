import { describe, expect, it } from 'vitest';
import { runs } from '../../../test/support/runs.js';
import { createRandom } from '../../core/random.js';
import type { DefensePlan } from '../plan/plan.js';
import type { EvaluationRecord } from '../records/record.js';
import { compareWithFamily } from './compare.js';
import { Outcomes } from './outcomes.js';

/** Records of pictures with label 1: for each defense and attack a digit by picture, 1 where it is right. */
function recordsOf(rows: Readonly<Record<string, Readonly<Record<string, string>>>>): EvaluationRecord[] {
  return Object.entries(rows).flatMap(([attack, byDefense]) =>
    Object.entries(byDefense).flatMap(([defense, digits]) =>
      Array.from(digits, (digit, i): EvaluationRecord => {
        const common = { schema: 1, model: 'net', draw: 0, label: 1, before: 1, confidence: 0.9, truth: 0.5 } as const;
        const knowledge = attack === 'none' ? 'clean' : 'oblivious';
        const measure = attack === 'none' ? 'none' : 'linf';
        const size = { measure, epsilon: attack === 'none' ? null : 2, linf: 0, l2: 0, relativeL2: 0 } as const;
        return { ...common, ...size, image: `p${i}`, attack, knowledge, defense, prediction: Number(digit) };
      }),
    ),
  );
}

const defense = (name: string): DefensePlan => ({ name, chain: [], map: 'none', ensemble: 1, vote: 'majority' });
const family = { name: 'blur', parameter: 'width', defenses: ['mild', 'strong'].map(defense) };

function outcomesOf(records: readonly EvaluationRecord[]): Outcomes {
  const outcomes = new Outcomes();
  for (const record of records) outcomes.add(record);
  return outcomes;
}

describe('Outcomes', () => {
  const records = recordsOf({ none: { none: '1111', a: '1110' }, igsm: { none: '0000', a: '1100' } });

  it('has shares over pictures that are right before the attack', () => {
    const wrong = records.map((record) => ({ ...record, image: 'wrong', before: 0, prediction: 1 }));
    const outcomes = outcomesOf([...wrong, ...records]);
    expect(outcomes.images).toBe(4);
    expect(outcomes.attacks).toEqual(['igsm 2']);
    expect(outcomes.share('none', 'a')).toBe(0.75);
    expect(outcomes.share('igsm 2', 'a')).toBe(0.5);
    expect(outcomes.recovered('none')).toBe(0);
  });

  it('counts a picture by the part of its draws', () => {
    const second = records
      .filter((record) => record.defense === 'a' && record.attack === 'igsm')
      .map((record) => ({ ...record, draw: 1, prediction: 1 }));
    // Pictures 0 and 1 are right in both draws, 2 and 3 in the second alone.
    expect([...outcomesOf([...records, ...second]).parts('igsm 2', 'a')]).toEqual([1, 1, 0.5, 0.5]);
  });

  it('has all shares over the pictures that every defense judged under every attack', () => {
    const outcomes = outcomesOf(records.filter(({ image, attack }) => image !== 'p1' || attack === 'none'));
    expect(outcomes.images).toBe(3);
    expect(outcomes.has('p1')).toBe(true);
    expect([...outcomes.parts('none', 'a')]).toEqual([1, 1, 0]);
    expect([...outcomes.parts('igsm 2', 'a')]).toEqual([1, 0, 0]);
    expect(() => outcomes.parts('igsm 2', 'b')).toThrow('Expected judgements of b under igsm 2');
  });

  it('recovers from attacks, and not from noise', () => {
    const noisy = { ...records.find(({ attack }) => attack === 'igsm')!, attack: 'noise', prediction: 1 };
    const added = ['none', 'a'].flatMap((by) => [0, 1, 2, 3].map((i) => ({ ...noisy, image: `p${i}`, defense: by })));
    const outcomes = new Outcomes(['noise']);
    for (const record of [...records, ...added]) outcomes.add(record);
    expect(outcomes.attacks).toEqual(['igsm 2', 'noise 2']);
    expect(outcomes.share('noise 2', 'a')).toBe(1);
    expect(outcomes.recovered('a')).toBe(0.5);
  });
});

describe('compareWithFamily', () => {
  // Clean and recovered of ten pictures: mild 1 and .2, strong .8 and .6; the chain .9 and .5.
  const sweep = {
    none: { none: '1111111111', mild: '1111111111', strong: '1111111100', chain: '1111111110' },
    igsm: { none: '0000000000', mild: '1100000000', strong: '1111110000', chain: '1111100000' },
  };

  it('takes the transform halfway between two settings at the same clean accuracy', () => {
    const found = compareWithFamily(outcomesOf(recordsOf(sweep)), 'chain', family, 'igsm 2', 1);
    expect(found).toMatchObject({ attack: 'igsm 2', family: 'blur', at: 'interpolated' });
    expect(found.settings.map(({ defense: name }) => name)).toEqual(['strong', 'mild']);
    expect(found.settings[0].share).toBeCloseTo(0.5, 12);
    expect(found.clean).toEqual([0.9, expect.closeTo(0.9, 12)]);
    // (.6 + .2) / 2 = .4, and .5 - .4 = .1.
    expect(found.recovered).toEqual([0.5, expect.closeTo(0.4, 12)]);
    expect(found.difference).toBeCloseTo(0.1, 9);
    expect(found.low).toBeLessThan(0.1);
    expect(found.high).toBeGreaterThan(0.1);
  });

  it('says where the transform keeps more, or less, with any setting', () => {
    const weak = { ...sweep.none, chain: '1111000000' };
    const more = compareWithFamily(outcomesOf(recordsOf({ ...sweep, none: weak })), 'chain', family, 'igsm 2', 1);
    expect(more).toMatchObject({ at: 'keeps more', settings: [{ defense: 'strong', share: 1 }], clean: [0.4, 0.8] });
    const lossy = { ...sweep.none, mild: '1111111110', chain: '1111111111' };
    const less = compareWithFamily(outcomesOf(recordsOf({ ...sweep, none: lossy })), 'chain', family, 'igsm 2', 1);
    expect(less).toMatchObject({ at: 'keeps less', settings: [{ defense: 'mild', share: 1 }], clean: [1, 0.9] });
  });

  it('leaves out a setting that another beats in both', () => {
    const rows = {
      none: { ...sweep.none, mild: '1110000000', strong: '1111111111' },
      igsm: sweep.igsm,
    };
    const found = compareWithFamily(outcomesOf(recordsOf(rows)), 'chain', family, 'igsm 2', 1);
    expect(found).toMatchObject({ at: 'keeps more', settings: [{ defense: 'strong', share: 1 }] });
  });

  it('covers the true difference about as often as it says, where the front is steep', () => {
    // Chances: mild .9 and .2, strong .8 and .6; the chain .85 and .4, on the line between both, so that the true difference
    // is 0. With the clean accuracies taken for exact, the interval would hold it in two of three trials.
    const [trials, pictures] = [runs(60), 90];
    const chances = { mild: [0.9, 0.2], strong: [0.8, 0.6], chain: [0.85, 0.4], none: [1, 0] };
    const random = createRandom(5);
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const rows = { none: {} as Record<string, string>, igsm: {} as Record<string, string> };
      for (const [by, [kept, recovered]] of Object.entries(chances)) {
        const digits = (chance: number) =>
          Array.from({ length: pictures }, () => (random.uniform(0, 1) < chance ? '1' : '0')).join('');
        [rows.none[by], rows.igsm[by]] = [digits(kept), digits(recovered)];
      }
      const { low, high } = compareWithFamily(outcomesOf(recordsOf(rows)), 'chain', family, 'igsm 2', trial);
      if (low <= 0 && 0 <= high) covered++;
    }
    const error = 4 * Math.sqrt((0.95 * 0.05) / trials);
    expect(covered / trials).toBeGreaterThan(0.95 - error);
  });
});
