import { describe, expect, it } from 'vitest';
import { evenModel, evenPictures, evenSize, handModel } from '../../../test/support/hand-model.js';
import type { AttackProgress, MinimumNormOptions } from '../index.js';
import { AttackError } from '../index.js';
import { defineAttack } from './define.js';
import { gradientAt, logitsOf, moveTo, slopesAt, type Steps, works } from './steps.js';

const { width, height } = evenSize;
const samples = width * height * 3;

/** Class 1 from a mean of 110 levels on, else class 0: whether an iterate works is how far all samples have gone. */
const byMean = () =>
  handModel(width, height, {
    classes: 3,
    logits: (x) => [0, x.reduce((sum, value) => sum + value, 0) / samples - 110, -50],
    pull: (x, cotangent) => Array.from(x, () => cotangent[1] / samples),
  });
const flat = (level: number) => ({ width, height, channels: 3 as const, data: new Float32Array(samples).fill(level) });

/** What a script does: a step by that many levels from the clean picture, or a question about it. */
type Line = number | 'gradient' | 'logits' | 'judge' | 'elsewhere';

interface Settings {
  script: readonly Line[];
}
interface ScriptOptions extends MinimumNormOptions {
  script: readonly Line[];
  norm?: 'linf' | 'l2';
}

/** An attack that does what it is told, and what its steps were told. */
function scripted(kind: 'budget' | 'minimum', keep: 'last' | 'working' = 'last') {
  const told: boolean[] = [];
  const attack = defineAttack<ScriptOptions, Settings>({
    name: 'scripted',
    title: 'scripted',
    paper: 'none',
    kind,
    keep,
    norms: ['linf', 'l2'],
    needs: 'gradients',
    targeted: true,
    random: false,
    fields: { script: (value) => value as Line[] },
    defaults: { script: [], ...(kind === 'budget' ? { epsilon: 50 } : {}) },
    *steps({ clean, label }, { script }): Steps {
      let at = clean;
      for (const line of script) {
        if (typeof line === 'number') at = yield* moveTo(clean.data.map((value) => value + line));
        else if (line === 'gradient') yield* gradientAt(at, label);
        else if (line === 'logits') yield* logitsOf([at]);
        else if (line === 'judge') told.push(yield* works());
        else yield* slopesAt({ ...at, data: at.data.slice() }, [{ crossEntropy: 0 }, { crossEntropy: 1 }]);
      }
    },
  });
  return { attack, told };
}

/** The attack of a picture of level 100, which works from 10.5 levels on. */
async function play(
  kind: 'budget' | 'minimum',
  script: readonly Line[],
  options: Partial<ScriptOptions> = {},
  keep: 'last' | 'working' = 'last',
) {
  const { attack, told } = scripted(kind, keep);
  const model = byMean();
  const results = await attack(model, [flat(100)], { script, ...options } as ScriptOptions);
  const [result] = results.flat();
  return { result, told, model, far: result.adversary.data[0] - 100 };
}

describe('the iterate that is kept', () => {
  it('is the last of all for a budget, whatever a step asks', async () => {
    const { result, far, told } = await play('budget', [12, 'judge', 'gradient', 5]);
    expect(told).toEqual([true]);
    expect(far).toBe(5);
    expect(result).toMatchObject({ success: false, iterations: 2, queries: 4, gradients: 1 });
  });

  it('is the last that is known to work where so defined', async () => {
    const { result, far } = await play('budget', [12, 'gradient', 14, 'judge', 20, 5, 'gradient'], {}, 'working');
    // Nothing was asked about the one of 20 levels.
    expect(far).toBe(14);
    expect(result).toMatchObject({ success: true, iterations: 2, gradients: 2, queries: 3 });
    const none = await play('budget', [3, 'gradient', 5], {}, 'working');
    expect(none.far).toBe(5);
    expect(none.result).toMatchObject({ success: false, iterations: 2 });
  });

  it('is the nearest that works for a minimum norm, which the first of equals is', async () => {
    const { result, far } = await play('minimum', [30, 'gradient', 12, 'judge', 15, 'logits', -12, 5, 'gradient', 12]);
    expect(far).toBe(12);
    expect(result).toMatchObject({ success: true, iterations: 2, epsilon: undefined });
  });

  it('may be the last, which is judged in the end', async () => {
    const { result, far } = await play('minimum', [30, 'judge', 11]);
    expect(far).toBe(11);
    // The clean picture, the two iterates, and the rounded adversary.
    expect(result).toMatchObject({ success: true, iterations: 2, queries: 4 });
  });

  it('is the clean picture where there is none, at no further query', async () => {
    const { result, far, told } = await play('minimum', ['gradient', 'judge']);
    expect([far, told]).toEqual([0, [false]]);
    expect(result).toMatchObject({ success: false, iterations: 0, queries: 2, gradients: 1, prediction: 0 });
  });
});

describe('an answer at the last iterate', () => {
  it('tells whether it works, and takes no query of its own', async () => {
    const asked = await Promise.all(
      (['gradient', 'logits', 'judge'] as const).map((line) => play('minimum', [12, line, 'judge', line])),
    );
    for (const { result, told } of asked) expect([result.success, told[0]]).toEqual([true, true]);
    expect(asked.map(({ result }) => [result.queries, result.gradients])).toEqual([
      [2, 2],
      [4, 0],
      [3, 0],
    ]);
  });

  it('elsewhere tells nothing of it, and each loss is a gradient', async () => {
    const { result } = await play('minimum', [12, 'elsewhere', 5, 'elsewhere']);
    expect(result).toMatchObject({ success: false, gradients: 4, iterations: 2 });
  });

  it.each([{}, { earlyStop: true }, { surviveRounding: true }, { surviveRounding: true, earlyStop: true }])(
    'is counted as the model sees it: %o',
    async (options) => {
      const script: Line[] = [3, 'judge', 12.2, 'gradient', 10.7, 'logits', 'judge', 30, 'elsewhere', 11.4];
      const played = await Promise.all([
        play('minimum', script, options),
        play('budget', script, options),
        play('budget', script, options, 'working'),
      ]);
      for (const { result, model } of played) {
        expect([result.queries, result.gradients]).toEqual([model.seen.queries, model.seen.gradients]);
      }
    },
  );
});

describe('surviveRounding of a minimum-norm attack', () => {
  it('keeps the nearest whose 8-bit picture works', async () => {
    // 10.2 works and rounds to 10, which does not; 10.6 and 11.4 round to 11, the first of them is kept; 12 is farther.
    const script: Line[] = [12, 10.2, 'gradient', 10.6, 'judge', 11.4];
    const { result, told } = await play('minimum', script, { surviveRounding: true });
    expect(told).toEqual([true]);
    expect(result).toMatchObject({ success: true, successAfterRounding: true, iterations: 3 });
    expect(result.rounded.data[0]).toBe(111);
    const plain = await play('minimum', [...script, 'judge']);
    expect(plain.result).toMatchObject({ success: true, successAfterRounding: false, iterations: 2 });
  });

  it('ends with the last iterate where none works so', async () => {
    const { result, far } = await play('minimum', [10.3, 'gradient', 10.2], { surviveRounding: true });
    expect(far).toBeCloseTo(10.2, 5);
    expect(result).toMatchObject({ success: true, successAfterRounding: false });
  });

  it('takes the 8-bit picture where that alone is inside of ε', async () => {
    const { result, model } = await play('minimum', [12.4], { surviveRounding: true, epsilon: 12.2 });
    expect(result).toMatchObject({ success: true, successAfterRounding: true });
    expect([result.distances.linf, result.distancesAfterRounding.linf]).toEqual([12, 12]);
    expect(result.queries).toBe(model.seen.queries);
  });

  it('gives every ε a picture of its own, which is asked about once', async () => {
    const model = byMean();
    const results = await scripted('minimum').attack(model, [flat(100)], {
      script: [12.4, 'judge'],
      surviveRounding: true,
      epsilons: [12, 12.2, 13, 20],
    });
    expect(results.map(([{ successAfterRounding, rounded }]) => [successAfterRounding, rounded.data[0]])).toEqual(
      results.map(() => [true, 112]),
    );
    expect(new Set(results.map(([{ rounded }]) => rounded.data)).size).toBe(4);
    expect(new Set(results.map(([{ adversary }]) => adversary.data)).size).toBe(4);
    // The clean picture and the rounded iterate; then, for 13 and 20, the adversary before rounding.
    expect(results.map(([{ queries }]) => queries)).toEqual([2, 2, 3, 3]);
  });
});

describe('several ε of a minimum-norm attack', () => {
  const epsilons = [5, 11, 12, 20];

  it('are answered by one search, as each would be', async () => {
    const { attack } = scripted('minimum');
    const script: Line[] = [30, 'gradient', 12, 'gradient', 15, 'gradient'];
    const model = byMean();
    const results = await attack(model, [flat(100), flat(99)], { script, epsilons });
    expect(model.seen.gradients).toBe(6);
    const single = await Promise.all(
      epsilons.map((epsilon) => attack(byMean(), [flat(100), flat(99)], { script, epsilon })),
    );
    expect(results).toEqual(single);
    expect(results.map((each) => each.map(({ success }) => success))).toEqual([
      [false, false],
      // Brought inside of 11 levels it still works.
      [true, false],
      [true, true],
      [true, true],
    ]);
    expect(results.map(([{ distances }]) => distances.linf)).toEqual([5, 11, 12, 12]);
    expect(results.map(([each]) => each.prediction)).toEqual([0, 1, 1, 1]);
    // No two results share their samples.
    expect(new Set(results.flat().map(({ adversary }) => adversary.data)).size).toBe(8);
  });

  it('with earlyStop go on until an adversary is inside', async () => {
    const script: Line[] = [30, 'gradient', 25, 'gradient', 12, 'gradient', 11, 'gradient'];
    const stops = await Promise.all(
      [undefined, 26, 20, 11].map((epsilon) =>
        play('minimum', script, { earlyStop: true, ...(epsilon ? { epsilon } : {}) }),
      ),
    );
    expect(stops.map(({ far }) => far)).toEqual([30, 25, 12, 11]);
    expect(stops.map(({ result }) => [result.success, result.gradients])).toEqual([
      [true, 1],
      [true, 2],
      [true, 3],
      [true, 4],
    ]);
    const all = await scripted('minimum').attack(byMean(), [flat(100)], {
      script,
      epsilons: [26, 20],
      earlyStop: true,
    });
    expect(all.map(([{ success, distances, gradients }]) => [success, distances.linf, gradients])).toEqual([
      [true, 12, 3],
      [true, 12, 3],
    ]);
  });

  it('of a picture that is skipped are all skipped, and nothing is tried', async () => {
    const model = byMean();
    const results = await scripted('minimum').attack(model, [flat(100)], {
      script: [12, 'gradient'],
      epsilons,
      labels: [2],
    });
    for (const [result] of results) {
      expect(result).toMatchObject({
        skipped: true,
        success: false,
        successAfterRounding: false,
        iterations: 0,
        queries: 2,
      });
      expect(result.distances.l2).toBe(0);
    }
    expect(model.seen.gradients).toBe(0);
  });
});

describe('bad input of a minimum-norm attack', () => {
  const { attack } = scripted('minimum');
  const script: Line[] = [12, 'gradient'];

  it('is refused before the model is asked', async () => {
    const model = byMean();
    const wrong: [Partial<ScriptOptions> & { epsilons?: number[] }, string][] = [
      [{ epsilon: 0 }, 'for epsilon but received 0'],
      [{ epsilon: -3 }, 'for epsilon but received -3'],
      [{ epsilons: [1, -1] }, 'for epsilons[1] but received -1'],
      [{ relativeL2: 0 }, 'Expected a number above 0 and at most 1 for relativeL2 but received 0'],
      [{ relativeL2: 0.1, epsilon: 3 }, 'Expected either a budget or relativeL2 for the options of scripted'],
      [{ scaling: 'rescale' }, 'Expected scaling only with relativeL2 for the options of scripted'],
      [{ relativeL2: 0.1, scaling: 'kappa' }, 'Expected one of \'rescale\' for scaling but received "kappa"'],
      [{ labels: [1], targets: [1] }, 'Expected a class other than the label for targets[0] but received 1'],
    ];
    await Promise.all(
      wrong.map(([options, message]) =>
        expect(attack(model, [flat(100)], { script, ...options } as ScriptOptions)).rejects.toThrow(message),
      ),
    );
    expect(model.seen.queries).toBe(0);
    await expect(attack(model, [flat(100)], { script, targets: [0] })).rejects.toThrow(
      'Expected a class other than the label for targets[0] but received 0',
    );
  });

  it('of gradients or logits on the way names the picture, and keeps what was done', async () => {
    const model = byMean();
    const told: AttackProgress[] = [];
    let answers = 0;
    const broken = {
      ...model,
      inputGradient: async (...args: Parameters<typeof model.inputGradient>) => {
        const given = await model.inputGradient(...args);
        if (++answers === 2) given.gradients[0][4] = Number.NaN;
        return given;
      },
    };
    const options = { script, batchSize: 1, onProgress: (each: AttackProgress) => told.push(each) };
    const error = await attack(broken, [flat(100), flat(101)], options).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AttackError);
    expect(error).toMatchObject({
      picture: 1,
      message: "picture 1: the model's gradient is NaN at x 1, y 0, channel 1, in step 2",
    });
    expect(told.map(({ result }) => [result.picture, result.success])).toEqual([[0, true]]);
    const mute = {
      ...model,
      logits: async (...args: Parameters<typeof model.logits>) => {
        const rows = await model.logits(...args);
        return rows.map((row) => (row[1] > 1 ? row.map(() => Number.NaN) : row));
      },
    };
    await expect(attack(mute, [flat(100)], { script: [12, 'logits'] })).rejects.toThrow(
      'picture 0: the model gives NaN as its logit of class 0',
    );
  });

  it('is no stop: one in the middle keeps every ε of the pictures that are done', async () => {
    const model = byMean();
    const control = new AbortController();
    const kept: [number, number | undefined][] = [];
    const options = {
      script,
      epsilons: [5, 12, 20],
      batchSize: 2,
      signal: control.signal,
      onProgress: ({ done, total, result }: AttackProgress) => {
        kept.push([result.picture, result.epsilon]);
        expect([done, total]).toEqual([kept.length, 15]);
        if (done === 1) control.abort(new Error('Ctrl-C'));
      },
    };
    const pictures = [100, 101, 102, 103, 104].map((level) => flat(level));
    await expect(scripted('minimum').attack(model, pictures, options)).rejects.toThrow('Ctrl-C');
    expect(kept).toEqual([0, 1].flatMap((picture) => [5, 12, 20].map((epsilon) => [picture, epsilon])));
    expect(model.seen.gradients).toBe(2);
  });
});

it('of no step leads nowhere, and is no success', async () => {
  const results = await scripted('minimum').attack(evenModel(), evenPictures, { script: [] });
  expect(results.map(({ success, iterations }) => [success, iterations])).toEqual(evenPictures.map(() => [false, 0]));
});
