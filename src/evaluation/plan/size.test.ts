import { describe, expect, it } from 'vitest';
import { evenModel, evenPictures } from '../../../test/support/hand-model.js';
import { attackCatalog, type AttackOptions } from '../../attacks/index.js';
import { attackCost } from './attack-cost.js';
import { estimateSeconds, measureTimings, type Timings } from './estimate.js';
import { planFromFile } from './from-file.js';
import { durationText, planText } from './plan-text.js';
import { planSize } from './size.js';

const plan = planFromFile(
  'small.yaml',
  new TextEncoder().encode(`
repeats: 3
seed: 7
data: photos
models: [one.onnx, two.onnx]
attacks:
  - igsm: { epsilon: [1, 2], iterations: 5 }
  - { name: whole, method: igsm, epsilon: 4, iterations: 10, adaptive: { draws: 4 }, against: [PD, JPEG] }
  - { method: fgsm, epsilon: 8, source: one }
defenses:
  - PD=deflect@ensemble=10
  - JPEG=jpeg
`),
);
const facts = { width: 8, height: 8, classes: 10 };
const models = { one: facts, two: facts };

describe('planSize', () => {
  const size = planSize(plan, 10, models);

  it('counts records and adversaries', () => {
    // Each picture: one decision of none, three of PD, one of JPEG, three when clean. Adaptive ones are judged by what they attack.
    const clean = 7;
    const oblivious = 2 * 5;
    const adaptive = 3 + 1;
    const transfer = 5;
    expect(size.records).toBe(10 * (2 * (clean + oblivious + adaptive) + transfer));
    expect(size.adversaries).toBe(10 * (2 * (2 + 2) + 1));
    expect(size.images).toBe(10);
  });

  it('counts what is asked of each model', () => {
    const [one, two] = size.work;
    // Two sizes of five steps; on the first model also what is transferred.
    expect([one.gradients, two.gradients]).toEqual([10 * (2 * 5 + 1), 10 * 2 * 5]);
    // Ten steps, four draws of what is random; a defense that draws nothing takes one.
    expect(one.gradientDraws).toEqual({ PD: 10 * 10 * 4, JPEG: 10 * 10 });
    // Three decisions of ten draws, for clean pictures, two sizes and the adaptive attack, which asks three times itself; of
    // JPEG three for clean pictures and one for others.
    expect(one.draws).toEqual({ PD: 10 * (3 * 10 * 4 + 3 * 4), JPEG: 10 * (3 + 3 + 3) });
    expect(two.draws).toEqual({ PD: 10 * (3 * 10 * 5 + 3 * 4), JPEG: 10 * (3 + 4 + 3) });
    expect(size.gradients).toBe(110 + 100 + 2 * 500);
  });

  it('takes pictures by model', () => {
    expect(planSize(plan, { one: 10, two: 0 }, models).records).toBe(10 * (7 + 10 + 4));
    expect(planSize(plan, 0, models)).toMatchObject({ records: 0, adversaries: 0, gradients: 0 });
  });

  it('needs facts of models that are attacked', () => {
    expect(() => planSize(plan, 1, { one: facts })).toThrow('but received none of two');
  });
});

function carliniWagnerGradients(options: Record<string, unknown>): number {
  const cw = { name: 'cw', method: 'cw', knowledge: 'oblivious', measure: 'natural', sizes: [null], options } as const;
  return attackCost(cw, facts).gradients;
}

const refuse = () => Promise.reject(new Error('not asked for'));

describe('attackCost', () => {
  /** Options with which the work does not depend on the picture. */
  const settled: Record<string, Record<string, unknown>> = {
    fgsm: {},
    igsm: { iterations: 7 },
    'mi-fgsm': {},
    pgd: { iterations: 4 },
    'apgd-ce': { iterations: 6 },
  };

  it.each(Object.keys(settled))('is what %s takes', async (method) => {
    const attack = attackCatalog.find(({ about }) => about.name === method)!;
    const size = attack.about.kind === 'budget' ? { epsilon: 1 } : {};
    const random = attack.about.random ? { seed: 1 } : {};
    const model = evenModel();
    const options: AttackOptions = { ...settled[method], ...size, ...random };
    const [{ gradients }] = await attack(model, [evenPictures[0]], options);
    const { gradients: expected } = attackCost(
      { name: method, method, knowledge: 'oblivious', measure: 'natural', sizes: [null], options: settled[method] },
      { ...model },
    );
    // APGD asks for no gradient at its last step.
    expect(Math.abs(gradients - expected)).toBeLessThanOrEqual(method === 'apgd-ce' ? 1 : 0);
  });

  it("follows C&W's searches and presets", () => {
    // 5 × 200 by default, 5 × 1000 of cleverhans, 1 × 50 of torchattacks (docs/attack-methods.md).
    expect(
      [{}, { preset: 'cleverhans-2018' }, { preset: 'torchattacks' }, { binarySearchSteps: 2 }].map(
        carliniWagnerGradients,
      ),
    ).toEqual([1000, 5000, 50, 400]);
  });

  it('knows every attack', () => {
    for (const { about } of attackCatalog) {
      const attack = {
        name: 'a',
        method: about.name,
        knowledge: 'oblivious',
        measure: 'natural',
        sizes: [null],
        options: {},
      } as const;
      const { forward, gradients } = attackCost(attack, facts);
      expect(forward, about.name).toBeGreaterThan(0);
      expect(gradients > 0, about.name).toBe(about.needs === 'gradients');
    }
  });
});

describe('the estimate', () => {
  const size = planSize(plan, 10, models);
  const timings: Timings = {
    one: { forward: 1, gradient: 3, defenses: { PD: 5, JPEG: 2 } },
    two: { forward: 10, gradient: 30, defenses: { PD: 50, JPEG: 20 } },
  };

  it('adds up what everything takes, shared among workers', () => {
    const [one] = size.work;
    const alone = { ...size, work: [one] };
    const judged = one.forward + 5 * one.draws.PD + 2 * one.draws.JPEG;
    // A gradient through a draw is the draw without its run of the classifier, and a gradient.
    const attacked = 3 * one.gradients + (4 + 3) * one.gradientDraws.PD + (1 + 3) * one.gradientDraws.JPEG;
    expect(estimateSeconds(alone, timings, 1)).toBe(judged + attacked);
    expect(estimateSeconds(size, timings, 4)).toBeCloseTo(estimateSeconds(size, timings, 1) / 4, 6);
    expect(() => estimateSeconds(size, { one: timings.one }, 1)).toThrow('none of two');
    expect(() => estimateSeconds(size, timings, 0)).toThrow('for workers but received 0');
  });

  it('is made of measured times: the median, without the first run', async () => {
    let clock = 0;
    const seen: string[] = [];
    const take = (what: string, seconds: number) => {
      seen.push(what);
      const first = seen.filter((each) => each === what).length === 1;
      clock += 1000 * (first ? 10 * seconds : seconds);
      return Promise.resolve();
    };
    const measured = await measureTimings(
      plan,
      size,
      {
        forward: (model) => take(`${model} forward`, 0.01),
        gradient: (model) => take(`${model} gradient`, 0.02),
        decide: (model, { name, ensemble }) => take(`${model} ${name} ${ensemble}`, name === 'PD' ? 0.5 : 0.03),
      },
      { atMost: 1, now: () => clock },
    );
    expect(Object.keys(measured)).toEqual(['one', 'two']);
    expect(measured.one.forward).toBeCloseTo(0.01, 9);
    expect(measured.one.gradient).toBeCloseTo(0.02, 9);
    expect(measured.one.defenses.JPEG).toBeCloseTo(0.03, 9);
    // Its first run took longer than all may take.
    expect(measured.one.defenses.PD).toBeCloseTo(5, 9);
    // An ensemble is timed by one draw.
    expect(seen.filter((each) => each === 'one PD 1')).toHaveLength(1);
    expect(seen.filter((each) => each === 'one forward')).toHaveLength(6);
  });

  it('measures no gradient where none is taken', async () => {
    const clean = planFromFile('c.yaml', new TextEncoder().encode('data: a'));
    const work = { forward: () => Promise.resolve(), gradient: refuse, decide: refuse };
    const { builtin } = await measureTimings(clean, planSize(clean, 1, {}), work, { atMost: 0 });
    expect(builtin.gradient).toBe(0);
  });
});

describe('names that every object has', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const strange = planFromFile(
    'strange.yaml',
    new TextEncoder().encode(`
data: photos
models: [{ name: __proto__, source: a.onnx }, { name: constructor, source: b.onnx }]
attacks: [{ method: igsm, name: all, epsilon: 1, adaptive: { draws: 1 } }]
defenses: [${names.map((name) => `{ name: ${name}, chain: jpeg }`).join(', ')}]
`),
  );
  const known = Object.fromEntries(strange.models.map(({ name }) => [name, facts]));

  it('are counted and timed as others are', async () => {
    const size = planSize(strange, 3, known);
    for (const { draws, gradientDraws } of size.work) {
      expect(Object.keys(draws)).toEqual(names);
      expect(Object.keys(gradientDraws)).toEqual(names);
    }
    expect([size.forward, size.gradients].every((count) => Number.isSafeInteger(count) && count > 0)).toBe(true);
    const work = {
      forward: () => Promise.resolve(),
      gradient: () => Promise.resolve(),
      decide: () => Promise.resolve(),
    };
    let clock = 0;
    const timings = await measureTimings(strange, size, work, { atMost: 0, now: () => (clock += 500) });
    expect(Object.keys(timings)).toEqual(['__proto__', 'constructor']);
    for (const { defenses } of Object.values(timings)) expect(Object.keys(defenses)).toEqual(names);
    // Each run takes half a second; a gradient behind a defense comes with the logits.
    expect(estimateSeconds(size, timings, 1)).toBe((size.forward + size.gradients) / 2);
  });
});

describe('planText', () => {
  it('says what is compared, how much it is, and how long it takes', () => {
    const size = planSize(plan, 1000, models);
    expect(planText(plan, size, 7500, 2)).toEqual([
      'small',
      '  pictures  1,000 pictures of photos, seed 7',
      '  models    one · two',
      '  attacks   igsm ε 1, 2 · whole ε 4 (adaptive) against 2 defenses · fgsm from one ε 8',
      '  defenses  none · PD · JPEG; each random one decides 3 times',
      '  work      47,000 records of 9,000 adversaries: ' +
        `${size.forward.toLocaleString('en-US')} runs of classifiers, 121,000 gradients`,
      '  time      about 2 hours with 2 workers',
    ]);
  });

  it.each([
    [0.2, 'about 1 second'],
    [44, 'about 44 seconds'],
    [80, 'about 80 seconds'],
    [200, 'about 3 minutes'],
    [3600, 'about 60 minutes'],
    [36_000, 'about 10 hours'],
    [40 * 86_400, 'about 40 days'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
