import { describe, expect, it } from 'vitest';
import {
  evenFunction,
  evenPictures,
  handModel,
  handPicture,
  linear,
  quadratic,
  randomWeights,
} from '../../../test/support/hand-model.js';
import { hopSkipJump, type HopSkipJumpOptions } from './hop-skip-jump.js';

const width = 5;
const height = 4;
const samples = width * height * 3;
const x = handPicture(width, height, 1, 80, 175);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);

/** A model that has no gradient to give. */
function blind(f: Parameters<typeof handModel>[2]) {
  return {
    ...handModel(width, height, f),
    inputGradient: () => Promise.reject(new Error('no gradient was to be asked for')),
  };
}

const [w] = randomWeights(1, samples, 1);
const lead = 40;
/** Two classes of which class 0 leads by {@link lead} for the picture. */
const halfSpace = () => blind(linear([w, w.map(() => 0)], [lead - dot(w, x.data), 0]));
const toPlane = { l2: lead / Math.sqrt(dot(w, w)), linf: lead / w.reduce((sum, v) => sum + Math.abs(v), 0) };

// Class 0 inside of a ball whose centre is off the picture, class 1 outside.
const centre = Array.from(x.data, (value, i) => value + (i % 3) - 1 + (i % 7));
const off = centre.map((value, i) => Math.abs(value - x.data[i]));
const radius = Math.hypot(...off) + 50;
const inBall = () => blind(quadratic([centre, centre], [1e-3, 0], [radius ** 2 * 1e-3, 0]));

// Class 1 inside of a ball around a darker or brighter picture, class 0 outside.
const other = handPicture(width, height, 2, 80, 175);
const apart = Array.from(x.data, (value, i) => Math.abs(value - other.data[i]));
const within = 0.6 * Math.hypot(...apart);
const outOfBall = () => {
  const middle = [Array.from(other.data), Array.from(other.data)];
  return blind(quadratic(middle, [0, 1e-3], [0, within ** 2 * 1e-3]));
};
/** In L∞ the nearest point of the ball has every sample moved by e, or as far as the middle of the ball. */
function leastLinf(): number {
  let [low, high] = [0, 255];
  for (let n = 0; n < 60; n++) {
    const e = (low + high) / 2;
    if (Math.hypot(...apart.map((value) => Math.max(0, value - e))) > within) low = e;
    else high = e;
  }
  return high;
}

/** Class 0 for the clean picture, 1 and 2 some way from it on opposite sides. */
const threeClasses = () => {
  const b = dot(w, x.data);
  return blind(linear([w.map(() => 0), w, w.map((value) => -value)], [lead, -b, b]));
};

/** Runs on pictures that are even for a model, of which some noise is of every class. */
const onEven = (options: HopSkipJumpOptions) =>
  hopSkipJump(blind(evenFunction()), evenPictures, { queries: 300, seed: 7, ...options });

/** The picture, well on the side of class 1 or 2 of {@link threeClasses}. */
const far = (sign: number) => ({ ...x, data: x.data.map((value, i) => value + 60 * sign * Math.sign(w[i])) });

describe('hopSkipJump', () => {
  it.each([
    ['linear', 'l2', halfSpace, toPlane.l2],
    ['linear', 'linf', halfSpace, toPlane.linf],
    ['out of a ball', 'l2', inBall, 50],
    ['into a ball', 'l2', outOfBall, Math.hypot(...apart) - within],
    ['into a ball', 'linf', outOfBall, leastLinf()],
  ] as const)(
    'comes within a tenth of the least distance in 5,000 queries: %s, %s',
    async (what, norm, model, exact) => {
      // No noise is near the middle of a ball.
      const starts = what === 'into a ball' ? [other] : undefined;
      const results = await Promise.all([1, 2, 3].map((seed) => hopSkipJump(model(), [x], { norm, seed, starts })));
      for (const [{ distances, ...result }] of results) {
        expect(result).toMatchObject({ success: true, gradients: 0, label: 0, prediction: 1, epsilon: undefined });
        expect(result.queries).toBeGreaterThan(4900);
        expect(result.queries).toBeLessThanOrEqual(5000);
        expect(distances[norm] / exact).toBeGreaterThan(1 - 1e-6);
        expect(distances[norm] / exact).toBeLessThan(1.1);
      }
    },
  );

  it('measures by L2 unless told otherwise', async () => {
    const options = { seed: 4, queries: 400 };
    const [byDefault] = await hopSkipJump(halfSpace(), [x], options);
    expect(byDefault.norm).toBe('l2');
    expect(await hopSkipJump(halfSpace(), [x], { ...options, norm: 'l2', gamma: 1, initialEvaluations: 100 })).toEqual([
      byDefault,
    ]);
    const [other] = await hopSkipJump(halfSpace(), [x], { ...options, norm: 'linf' });
    expect(other.distances.linf).toBeLessThan(byDefault.distances.linf);
    expect(other.distances.l2).toBeGreaterThan(byDefault.distances.l2);
  });

  it.each([{}, { surviveRounding: true }, { earlyStop: true }, { epsilons: [1, 8, 60] }, { relativeL2: 0.2 }])(
    'spends no more queries than it may, and counts them all: %o',
    async (more) => {
      const budgets = [30, 31, 40, 57, 100, 130, 333, 1000];
      const spent = await Promise.all(
        budgets.map(async (queries) => {
          const model = halfSpace();
          const results = (await hopSkipJump(model, [x], { queries, seed: 5, ...more })).flat();
          for (const result of results) expect(result.queries).toBeLessThanOrEqual(queries);
          if (results.length === 1) expect(results[0].queries).toBe(model.seen.queries);
          return results[0].queries;
        }),
      );
      expect(spent).toEqual(spent.toSorted((a, b) => a - b));
    },
  );

  it('comes nearer with more queries', async () => {
    const budgets = [30, 100, 300, 1000, 3000];
    const sizes = await Promise.all(
      budgets.map(async (queries) => {
        const [{ success, distances }] = await hopSkipJump(halfSpace(), [x], { queries, seed: 6 });
        expect(success).toBe(true);
        return distances.l2;
      }),
    );
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes[4]).toBeLessThan(0.7 * sizes[0]);
  });

  it('stays in the box, and works as 8 bits where that is asked for', async () => {
    const model = { ...halfSpace(), bounds: [60, 190] as const };
    const results = await Promise.all(
      [1, 2, 3, 4, 5].map((seed) => hopSkipJump(model, [x], { queries: 600, seed, surviveRounding: true })),
    );
    for (const [{ successAfterRounding, adversary, rounded }] of results) {
      expect(successAfterRounding).toBe(true);
      for (const { data } of [adversary, rounded]) {
        expect(Math.min(...data)).toBeGreaterThanOrEqual(60);
        expect(Math.max(...data)).toBeLessThanOrEqual(190);
      }
    }
  });

  it('gives a seed one adversary, whatever the batch size, and another seed another', async () => {
    const all = await onEven({ batchSize: 4 });
    expect(all.every(({ success }) => success)).toBe(true);
    expect(await onEven({ batchSize: 1 })).toEqual(all);
    expect(await onEven({ batchSize: 3 })).toEqual(all);
    const other = await onEven({ seed: 8 });
    for (const [i, { adversary }] of other.entries()) expect(adversary.data).not.toEqual(all[i].adversary.data);
  });

  it('finds nothing where no noise works, and says so', async () => {
    const model = blind(linear([w.map(() => 0), w.map(() => 0)], [1, 0]));
    const [result] = await hopSkipJump(model, [x], { queries: 200, seed: 1 });
    expect(result).toMatchObject({ success: false, iterations: 0, distances: { l2: 0 } });
    expect(result.queries).toBe(model.seen.queries);
    expect(result.queries).toBeLessThanOrEqual(200);
  });
});

describe('hopSkipJump from given pictures', () => {
  it('reaches their class as near as it is', async () => {
    const [one] = await hopSkipJump(threeClasses(), [x], { targets: [1], starts: [far(1)], seed: 1 });
    const [two] = await hopSkipJump(threeClasses(), [x], { targets: [2], starts: [far(-1)], seed: 1 });
    for (const [i, result] of [one, two].entries()) {
      expect(result).toMatchObject({ success: true, target: i + 1, prediction: i + 1 });
      expect(result.distances.l2 / toPlane.l2).toBeGreaterThan(1 - 1e-6);
      expect(result.distances.l2 / toPlane.l2).toBeLessThan(1.1);
      expect(result.queries).toBeLessThanOrEqual(5000);
    }
  });

  it('takes them for untargeted attacks too, which noise may never begin', async () => {
    const starts = [{ ...far(-1), data: Uint8Array.from(far(-1).data) }];
    const [result] = await hopSkipJump(threeClasses(), [x], { starts, queries: 500, seed: 1 });
    expect(result).toMatchObject({ success: true, prediction: 2 });
  });

  it('says what is wrong with them', async () => {
    const model = threeClasses();
    const wrong: [HopSkipJumpOptions, string][] = [
      [{ targets: [1] }, 'Expected pictures of the target classes (with targets) for starts but received undefined'],
      [{ starts: far(1) as never }, 'Expected an array of pictures for starts but received an object'],
      [
        { starts: [far(1), far(1)] },
        'Expected one picture for each that is attacked (1) for starts but received an array',
      ],
      [
        { starts: [{ ...far(1), width: 4, height: 5 }] },
        "Expected a picture of 5 × 4 × 3, the model's size, for starts[0]",
      ],
      [{ queries: 29 }, 'Expected an integer of at least 30 for queries but received 29'],
      [{ initialEvaluations: 0 }, 'for initialEvaluations but received 0'],
      [{ gamma: 0 }, 'Expected a finite number above 0 for gamma but received 0'],
    ];
    await Promise.all(
      wrong.map(([options, message]) => expect(hopSkipJump(model, [x], options)).rejects.toThrow(message)),
    );
    expect(model.seen.queries).toBe(0);
    await expect(hopSkipJump(model, [x], { targets: [1], starts: [far(-1)] })).rejects.toThrow(
      'Expected a picture to which the model gives class 1 for starts[0] but received "one of another"',
    );
    await expect(hopSkipJump(model, [x], { starts: [x] })).rejects.toThrow(
      'Expected a picture to which the model gives another class than 0 for starts[0]',
    );
  });
});
