import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf, judgement, madeFacts, rowOf, summarize } from '../../../test/support/judgements.js';
import { runs } from '../../../test/support/runs.js';
import { createRandom } from '../../core/random.js';
import type { EvaluationRecord } from '../records/record.js';
import { wilson } from '../statistics/wilson.js';
import { createSummarizer } from './summarize.js';
import type { SummaryRow } from './summary.js';

function find(rows: readonly SummaryRow[], attack: string, defense: string): SummaryRow {
  return rows.find((row) => row.attack === attack && row.defense === defense) as SummaryRow;
}

/** Picture d is not right before. */
const of = (image: string) => ({ image, ...(image === 'd' && { before: 2 }) });

const judged = (image: string, attack: string, defense: string, predictions: number[], truths: number[]) =>
  predictions.map((prediction, draw) =>
    judgement({ ...of(image), attack, defense, draw, prediction, truth: truths[draw] }),
  );

/** Four pictures: a, b and c are right before (class 1), d is not (class 2 named). */
function fourPictures(): EvaluationRecord[] {
  return [
    ...judged('a', 'none', 'none', [1], [0.9]),
    ...judged('b', 'none', 'none', [1], [0.8]),
    ...judged('c', 'none', 'none', [1], [0.7]),
    ...judged('d', 'none', 'none', [2], [0.2]),
    // Attacked, bare: a is fooled, b is fooled, c is not, d stays wrong.
    ...judged('a', 'igsm', 'none', [3], [0.1]),
    ...judged('b', 'igsm', 'none', [3], [0.1]),
    ...judged('c', 'igsm', 'none', [1], [0.6]),
    ...judged('d', 'igsm', 'none', [2], [0.2]),
    // Defended, four draws: a 3 of 4 right, b 1 of 4, c 4 of 4, d 2 of 4.
    ...judged('a', 'igsm', 'PD', [1, 1, 3, 1], [0.5, 0.6, 0.3, 0.6]),
    ...judged('b', 'igsm', 'PD', [3, 3, 1, 3], [0.1, 0.1, 0.5, 0.1]),
    ...judged('c', 'igsm', 'PD', [1, 1, 1, 1], [0.9, 0.9, 0.9, 0.9]),
    ...judged('d', 'igsm', 'PD', [1, 2, 2, 1], [0.4, 0.2, 0.2, 0.4]),
  ];
}

const attacked = (image: string, successAfterRounding: boolean, before = 1) =>
  judgement({ image, before, attack: 'igsm', made: madeFacts({ successAfterRounding }) });

describe('rows', () => {
  const { rows, records, models, defenses } = summarize(fourPictures());

  it('stand in order, clean first, and count records', () => {
    expect(records).toBe(8 + 16);
    expect(models).toEqual(['m']);
    expect(defenses).toEqual(['none', 'PD']);
    expect(rows.map(({ attack, defense }) => `${attack} ${defense}`)).toEqual(['none none', 'igsm none', 'igsm PD']);
  });

  it('have accuracies over all pictures and over those right before, by parts of draws', () => {
    const clean = find(rows, 'none', 'none');
    expect(clean.accuracy).toMatchObject({ right: 3, of: 4, share: 0.75, ...wilson(3, 4) });
    expect(clean.recovered).toMatchObject({ right: 3, of: 3, share: 1 });
    const bare = find(rows, 'igsm', 'none');
    expect(bare.accuracy).toMatchObject({ right: 1, of: 4 });
    expect(bare.recovered).toMatchObject({ right: 1, of: 3 });
    const defended = find(rows, 'igsm', 'PD');
    expect(defended).toMatchObject({ images: 4, draws: 4 });
    // 3/4 + 1/4 + 4/4 + 2/4, and the same without d.
    expect(defended.accuracy).toMatchObject({ right: 2.5, of: 4, share: 0.625, ...wilson(2.5, 4) });
    expect(defended.recovered).toMatchObject({ right: 2, of: 3, ...wilson(2, 3) });
  });

  it('have the destruction rate over right pictures whose adversary fools the bare classifier', () => {
    // a and b: 3/4 + 1/4 of 2.
    expect(find(rows, 'igsm', 'PD').destroyed).toMatchObject({ right: 1, of: 2, share: 0.5 });
    expect(find(rows, 'igsm', 'none').destroyed).toMatchObject({ right: 0, of: 2, share: 0 });
    expect(find(rows, 'none', 'none').destroyed).toEqual({ right: 0, of: 0, share: NaN, low: 0, high: 1 });
  });

  it('have the mean probability of the true class, and count pictures whose class varies', () => {
    // (2 + .8 + 3.6 + 1.2) / 16
    expect(find(rows, 'igsm', 'PD').truth).toBeCloseTo(7.6 / 16, 12);
    // a, b and d.
    expect(find(rows, 'igsm', 'PD').varying).toBe(3);
    expect(find(rows, 'igsm', 'none').varying).toBe(0);
  });

  it('have distances of the adversaries: medians, and the largest', () => {
    const records = [
      [10, 0.01, 3],
      [30, 0.05, 4],
      [20, 0.02, 2],
      [90, 0.03, 1],
    ].map(([l2, relativeL2, linf], i) => judgement({ image: `${i}`, attack: 'igsm', l2, relativeL2, linf }));
    const row = summarize(records).rows[0];
    expect(row).toMatchObject({ medianL2: 25, medianRelativeL2: 0.025, largestLinf: 4 });
  });

  it('take what JSON made of the infinite distance of a black picture', () => {
    const row = JSON.parse(JSON.stringify(judgement({ attack: 'igsm', relativeL2: Infinity }))) as EvaluationRecord;
    expect(summarize([row]).rows[0].medianRelativeL2).toBe(Infinity);
  });

  it('have the success of the attack after rounding, over pictures right before', () => {
    const records = [attacked('a', true), attacked('b', false), attacked('c', true), attacked('d', false, 2)];
    // a and c of a, b and c; the row of a defense has what the first judgement says.
    const defended = judgement({ image: 'a', attack: 'igsm', defense: 'PD' });
    const { rows } = summarize([...records, defended, judgement()]);
    expect(find(rows, 'igsm', 'none').attackSuccess).toMatchObject({ right: 2, of: 3 });
    expect(find(rows, 'igsm', 'PD').attackSuccess).toMatchObject({ right: 1, of: 1 });
    expect(find(rows, 'none', 'none').attackSuccess).toBe(null);
  });

  it('follow the order of the plan, sizes growing', () => {
    const sizes = [8, 0.5, 4];
    const records = ['igsm', 'fgsm'].flatMap((attack) =>
      sizes.flatMap((epsilon) => [
        judgement({ attack, epsilon, defense: 'B' }),
        judgement({ attack, epsilon, defense: 'A' }),
      ]),
    );
    const options = {
      attacks: [factsOf('igsm'), factsOf('fgsm')],
      defenses: [
        { name: 'none', random: false },
        { name: 'B', random: true },
      ],
    };
    const { rows, defenses } = summarize(records, options);
    expect(rows.map(({ attack, epsilon, defense }) => `${attack} ${epsilon} ${defense}`)).toEqual(
      ['igsm', 'fgsm'].flatMap((attack) =>
        [0.5, 4, 8].flatMap((size) => [`${attack} ${size} B`, `${attack} ${size} A`]),
      ),
    );
    expect(defenses).toEqual(['B', 'A']);
  });

  it('keep adaptive adversaries of each target apart', () => {
    const adaptive = { attack: 'bpda', knowledge: 'adaptive' } as const;
    const records = [
      judgement({ ...adaptive, target: 'A', defense: 'none', l2: 1 }),
      judgement({ ...adaptive, target: 'A', defense: 'A', l2: 1, prediction: 2 }),
      judgement({ ...adaptive, target: 'B', defense: 'none', l2: 2, prediction: 2 }),
      judgement({ ...adaptive, target: 'B', defense: 'B', l2: 2 }),
    ];
    const { rows } = summarize(records);
    expect(rows.map(({ target, defense, recovered }) => [target, defense, recovered.right])).toEqual([
      ['A', 'none', 1],
      ['A', 'A', 0],
      ['B', 'none', 0],
      ['B', 'B', 1],
    ]);
  });

  it('know the target where a record leaves it out and the plan has one alone', () => {
    const adaptive = { attack: 'bpda', knowledge: 'adaptive' } as const;
    const records = [judgement({ ...adaptive, defense: 'none' }), judgement({ ...adaptive, defense: 'A' })];
    const { rows } = summarize(records, { attacks: [factsOf('bpda', { targets: ['A'] })] });
    expect(rows.map(({ target }) => target)).toEqual(['A', 'A']);
    expect(() => summarize(records)).toThrow(
      'Expected the target of an attack that knows the defense but received none: picture "a", model "m", attack "bpda"',
    );
  });
});

describe('a summarizer', () => {
  it('refuses records that are there already or contradict others', () => {
    const summarizer = createSummarizer();
    summarizer.add(judgement({ attack: 'igsm', defense: 'PD', draw: 40 }));
    summarizer.add(judgement({ attack: 'igsm', defense: 'PD', draw: 8, made: madeFacts() }));
    expect(() => summarizer.add(judgement({ attack: 'igsm', defense: 'PD', draw: 40 }))).toThrow(
      'Expected one record of each draw but received a second one: picture "a", model "m", attack "igsm", size 4, ' +
        'defense "PD", draw 40',
    );
    expect(() => summarizer.add(judgement({ attack: 'igsm', defense: 'PD', draw: 1, label: 7 }))).toThrow(
      'Expected label 1, as before, but received 7: picture "a"',
    );
    expect(() => summarizer.add(judgement({ attack: 'igsm', defense: 'PD', draw: 2, before: 7 }))).toThrow(
      'Expected class 1 of the clean picture, as before, but received 7: picture "a"',
    );
    expect(() => summarizer.add(judgement({ attack: 'igsm', defense: 'PD', draw: 3, l2: 301 }))).toThrow(
      'Expected one adversary, at l2 300, but received one at 301: picture "a"',
    );
    expect(() => summarizer.add(judgement({ attack: 'igsm', defense: 'PD', draw: 4, made: madeFacts() }))).toThrow(
      'Expected the facts of an adversary once but received them again: picture "a"',
    );
    expect(() => summarizer.add(judgement({ draw: -1 }))).toThrow(
      'Expected an integer from 0 to 65534 for draw but received -1',
    );
    expect(() => summarizer.add({ ...judgement(), schema: 2 as never })).toThrow(
      'Expected records of schema 1 but received one of 2',
    );
  });

  it('refuses options that it does not have', () => {
    expect(() => createSummarizer({ control: [] } as never)).toThrow('the options of createSummarizer');
  });

  it('sums up nothing', () => {
    expect(summarize([])).toEqual({
      format: 'pixel-deflection summary',
      schema: 1,
      records: 0,
      models: [],
      defenses: [],
      rows: [],
      pairs: [],
      worst: [],
      localisation: [],
      flags: [],
    });
  });
});

/** Records of a small random run: two models, clean pictures and two attacks, three defenses, draws. */
function randomRun(seed: number): EvaluationRecord[] {
  const random = createRandom(seed);
  const records: EvaluationRecord[] = [];
  for (const model of ['m', 'n']) {
    for (const attack of ['none', 'igsm', 'fgsm']) {
      for (let i = 0; i < 12; i++) {
        const l2 = attack === 'none' ? 0 : random.randint(1, 1000) / 7;
        const before = i % 5 === 0 ? 2 : 1;
        for (const defense of ['none', 'PD', 'JPEG']) {
          for (let draw = 0; draw < (defense === 'PD' ? 3 : 1); draw++) {
            const prediction = random.randint(1, 2);
            const place = () => ({ x: random.uniform(0, 1), y: random.uniform(0, 1) });
            const first = attack !== 'none' && defense === 'none';
            const places = { object: place(), perturbation: place(), correlation: random.uniform(-1, 1) };
            const made = first ? madeFacts({ ...places, zeroGradients: random.randint(0, 1) }) : undefined;
            const truth = Number(random.uniform(0, 1).toPrecision(6));
            const image = `picture ${i}`;
            const facts = { model, attack, image, defense, draw, prediction, truth, before, l2 };
            records.push(judgement({ ...facts, ...(made && { made }) }));
          }
        }
      }
    }
  }
  return records;
}

const kept = ({ defense, model }: { defense: string; model: string }) => defense !== 'JPEG' && model !== 'n';

describe('a summary', () => {
  it('does not depend on the order of records', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer(), (seed, shuffle) => {
        const records = randomRun(seed);
        const random = createRandom(shuffle);
        const shuffled = records.slice();
        for (let i = shuffled.length - 1; i > 0; i--) {
          const j = random.randint(0, i);
          [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
        }
        expect(summarize(shuffled, { resamples: 100 })).toEqual(summarize(records, { resamples: 100 }));
      }),
      { numRuns: runs(10) },
    );
  });

  it('has the same rows and pairs for the others when a defense or a model is added', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        const records = randomRun(seed);
        const all = summarize(records, { resamples: 100 });
        const fewer = summarize(
          records.filter(({ defense, model }) => defense !== 'JPEG' && model !== 'n'),
          { resamples: 100 },
        );
        expect(fewer.rows).toEqual(all.rows.filter(kept));
        expect(fewer.worst).toEqual(all.worst.filter(kept));
        expect(fewer.pairs).toEqual(
          all.pairs.filter(({ model, first, second }) => model !== 'n' && first !== 'JPEG' && second !== 'JPEG'),
        );
      }),
      { numRuns: runs(10) },
    );
  });

  it('of a defense that agrees with none has its row', () => {
    const bare = rowOf({ attack: 'igsm' }, 30, 50);
    const same = rowOf({ attack: 'igsm', defense: 'A' }, 30, 50);
    const [a, b] = summarize([...bare, ...same]).rows;
    expect({ ...b, defense: 'none' }).toEqual(a);
  });
});
