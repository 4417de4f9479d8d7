import { describe, expect, it } from 'vitest';
import { factsOf, rowOf, summarize } from '../../../test/support/judgements.js';
import { wilson } from '../statistics/wilson.js';
import { comparePublished } from './compare-published.js';

const attacks = [
  factsOf('igsm', { targets: [] }),
  factsOf('FGSM of the paper', { method: 'fgsm', oneStep: true }),
  factsOf('transfer', { method: 'fgsm', source: 'other' }),
];
const fgsm = { attack: 'FGSM of the paper', measure: 'relative-l2' } as const;
/** Per cent and shares differ in the last bit. */
const share = (value: number) => Number(value.toFixed(6));
const compare = (records: ReturnType<typeof rowOf>) => comparePublished(summarize(records, { attacks }).rows, attacks);

describe('comparePublished', () => {
  it('puts rows beside the numbers of Table 3 of the same attack, size and defense', () => {
    const found = compare([
      ...rowOf({ ...fgsm, epsilon: 0.05 }, 12),
      ...rowOf({ ...fgsm, epsilon: 0.05, defense: 'PD+R-CAM+WD' }, 64),
      ...rowOf({ ...fgsm, epsilon: 0.05, defense: 'JPEG' }, 70),
      ...rowOf({ ...fgsm, epsilon: 0.011 }, 80),
    ]);
    // The paper has FGSM at .05 for all three models: 20.0, 12.2 and 22.1 without a defense, 79.9, 79.3 and 85.8 behind it.
    expect(
      found.map(({ publishedModel, published, defense, ours }) => [publishedModel, share(published), defense, ours]),
    ).toEqual([
      ['ResNet-50', 0.2, 'none', 0.12],
      ['ResNet-50', 0.799, 'PD+R-CAM+WD', 0.64],
      ['VGG-19', 0.122, 'none', 0.12],
      ['VGG-19', 0.793, 'PD+R-CAM+WD', 0.64],
      ['Inception-v3', 0.221, 'none', 0.12],
      ['Inception-v3', 0.858, 'PD+R-CAM+WD', 0.64],
    ]);
    expect(found[1]).toEqual({
      table: 3,
      measure: 'recovered',
      publishedModel: 'ResNet-50',
      publishedDefense: 'PD+R-CAM+WD',
      published: 79.9 / 100,
      model: 'm',
      attack: 'FGSM of the paper',
      defense: 'PD+R-CAM+WD',
      sizes: [0.05],
      ours: 0.64,
      interval: wilson(64, 100),
    });
  });

  it('knows clean pictures, Ens-10 and Table 1', () => {
    const found = compare([
      ...rowOf({ defense: 'Ens-10' }, 97),
      ...rowOf({ ...fgsm, epsilon: 0.12, defense: 'Ens-10' }, 50),
    ]);
    const numbers = found.map(({ table, published, ours, sizes }) => [table, share(published), ours, sizes]);
    expect(numbers).toEqual([
      [3, 0.989, 0.97, []],
      [3, 0.998, 0.97, []],
      [3, 0.985, 0.97, []],
      [1, 0.704, 0.5, [0.12]],
    ]);
  });

  it('takes the mean of destruction rates over the sizes of Table 4, and the better form of feature squeezing', () => {
    const all = [0.01, 0.02, 0.04, 0.08].flatMap((epsilon) => [
      ...rowOf({ ...fgsm, epsilon }, 20),
      // Of the 80 that are fooled: 40, at .02 and .01, and 56 from .04 on; 8; 16.
      ...rowOf({ ...fgsm, epsilon, defense: 'PD' }, epsilon < 0.03 ? 60 : 76),
      ...rowOf({ ...fgsm, epsilon, defense: 'FS bit depth' }, 28),
      ...rowOf({ ...fgsm, epsilon, defense: 'FS median' }, 36),
    ]);
    const found = compare(all).filter(({ table }) => table === 4);
    expect(
      found.map(({ publishedDefense, defense, published, sizes }) => [publishedDefense, defense, published, sizes]),
    ).toEqual([
      ['feature squeezing', 'FS median', 434 / 1000, [0.02, 0.04]],
      ['PD', 'PD', 0.735, [0.02, 0.04]],
    ]);
    expect(found[0].ours).toBeCloseTo(0.2, 12);
    expect(found[1].ours).toBeCloseTo((0.5 + 0.7) / 2, 12);
    expect(found[1].interval).toBe(null);
    const one = compare(all.filter(({ epsilon }) => epsilon === 0.02)).filter(({ defense }) => defense === 'PD');
    expect(one).toMatchObject([{ table: 4, sizes: [0.02], ours: 0.5, interval: wilson(40, 80) }]);
  });

  it('leaves out other measures, models that adversaries were not made on, and attackers who know the defense', () => {
    const other = { epsilon: 0.05, measure: 'relative-l2' } as const;
    expect(
      compare([
        ...rowOf({ attack: fgsm.attack, measure: 'linf', epsilon: 0.05 }, 10),
        ...rowOf({ ...other, attack: 'transfer' }, 10),
        ...rowOf({ ...other, attack: fgsm.attack, knowledge: 'adaptive', target: 'Ens-10', defense: 'Ens-10' }, 10),
        ...rowOf({ ...other, attack: 'unknown' }, 10),
      ]),
    ).toEqual([]);
  });
});
