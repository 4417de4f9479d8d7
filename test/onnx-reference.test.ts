import { describe, expect, it } from 'vitest';
import { createRandom } from '../src/core/random.js';
import { parseModel, serializeModel } from '../src/models/onnx/model-file.js';
import { type AttributeValue, randomTensor } from './support/onnx/build.js';
import { type Case, one, operatorCases } from './support/onnx/reference-cases.js';
import { shapeCases } from './support/onnx/reference-shape-cases.js';
import { evaluate } from './support/onnx/reference/evaluate.js';
import { erf } from './support/onnx/reference/special.js';
import { feedsFor, relativeError, run } from './support/onnx/run.js';
import { runs } from './support/runs.js';

/** The reference's outputs are those of ONNX Runtime to 1e-5 of the largest value. */
async function expectSame({ name, bytes, options }: Case): Promise<void> {
  const feeds = feedsFor(bytes, options);
  const actual = Object.values(await run(bytes, feeds));
  const expected = evaluate(bytes, feeds);
  expect(expected.length).toBe(actual.length);
  for (const [i, { dims, data }] of expected.entries()) {
    expect(dims, name).toEqual(actual[i].dims);
    expect(relativeError(actual[i].data, data), name).toBeLessThanOrEqual(1e-5);
  }
}

const cases = [...operatorCases, ...shapeCases];

describe('the float64 reference agrees with ONNX Runtime', () => {
  it.each(cases.map((test) => [test.name, test] as const))('%s', (_, test) => expectSame(test));

  // Nothing changed from 18 to 23 but GroupNormalization, which has cases of its own.
  const recent = cases.filter(({ name }) => name.includes('-18') && !name.startsWith('Group'));
  it.each([19, 20, 21, 22, 23])('in opset %i', async (version) => {
    expect(recent.length).toBeGreaterThan(80);
    await Promise.all(
      recent.map(({ name, bytes, options }) => {
        const model = parseModel(bytes);
        for (const set of model.opsetImport) if (set.domain === '') set.version = version;
        return expectSame({ name: `${name} as ${version}`, bytes: serializeModel(model), options });
      }),
    );
  });
});

/**
 * Kernel, strides, dilations and padding of one to three spatial axes, such that a window fits; for SAME_UPPER and
 * SAME_LOWER what ONNX Runtime takes with them: no dilations, and no step beyond the kernel.
 */
function randomGeometry(seed: number, withDilations: boolean) {
  const random = createRandom(seed, 'geometry');
  const rank = [1, 3, 2, 2, 2, 2][random.randint(0, 5)];
  const draw = (low: number, high: number) => Array.from({ length: rank }, () => random.randint(low, high));
  const kernel = draw(1, 3);
  const auto = ['SAME_UPPER', 'SAME_LOWER', 'VALID', 'NOTSET', 'NOTSET', 'NOTSET'][random.randint(0, 5)];
  const same = auto.startsWith('SAME');
  const strides = kernel.map((size) => random.randint(1, same ? size : 3));
  const pads = [...kernel, ...kernel].map((size) => random.randint(0, size - 1));
  const attributes: Record<string, AttributeValue> = { strides, auto_pad: auto };
  if (auto === 'NOTSET') attributes.pads = pads;
  if (withDilations && !same) attributes.dilations = draw(1, 2);
  return { random, kernel, strides, same, size: draw(5, 8), attributes };
}

describe('with random geometry', () => {
  const seeds = Array.from({ length: runs(30) }, (_, seed) => seed);

  it('Conv', async () => {
    await Promise.all(
      seeds.map((seed) => {
        const { random, kernel, size, attributes } = randomGeometry(seed, true);
        const group = random.randint(1, 3);
        const [perGroup, maps] = [random.randint(1, 3), group * random.randint(1, 2)];
        const weights = { w: randomTensor([maps, perGroup, ...kernel], seed), b: randomTensor([maps], seed + 1) };
        const dims = [2, group * perGroup, ...size];
        return expectSame(one('Conv', { ...attributes, group }, weights, { dims, seed, opset: random.randint(7, 18) }));
      }),
    );
  });

  it('ConvTranspose', async () => {
    await Promise.all(
      seeds.map((seed) => {
        const { random, kernel, strides, same, size, attributes } = randomGeometry(seed, true);
        const group = random.randint(1, 3);
        const [perGroup, maps] = [random.randint(1, 2), random.randint(1, 2)];
        const output_padding = strides.map((stride) => (same ? 0 : random.randint(0, stride - 1)));
        const weights = {
          w: randomTensor([group * perGroup, maps, ...kernel], seed),
          b: randomTensor([group * maps], 1),
        };
        const dims = [2, group * perGroup, ...size];
        return expectSame(one('ConvTranspose', { ...attributes, output_padding, group }, weights, { dims, seed }));
      }),
    );
  });

  it('MaxPool and AveragePool', async () => {
    await Promise.all(
      seeds.flatMap((seed) => {
        const { random, kernel, size, attributes } = randomGeometry(seed, false);
        const ceil_mode = 'pads' in attributes ? random.randint(0, 1) : 0;
        const dims = [2, 3, ...size];
        const both = { ...attributes, ceil_mode, kernel_shape: kernel };
        const count_include_pad = random.randint(0, 1);
        return [
          expectSame(one('MaxPool', both, {}, { dims, seed, opset: 11 })),
          expectSame(one('AveragePool', { ...both, count_include_pad }, {}, { dims, seed, opset: 19 })),
        ];
      }),
    );
  });

  it('MaxPool with dilations and places', async () => {
    await Promise.all(
      seeds.map((seed) => {
        const { kernel, size, attributes } = randomGeometry(seed, true);
        return expectSame(one('MaxPool', { ...attributes, kernel_shape: kernel }, {}, { dims: [2, 3, ...size], seed }));
      }),
    );
  });

  it('global pools', async () => {
    await expectSame(one('GlobalAveragePool'));
    await expectSame(one('GlobalMaxPool'));
    await expectSame(one('GlobalAveragePool', {}, {}, { dims: [2, 3, 7] }));
  });
});

/** erf of the published tables (Abramowitz and Stegun, table 7.1; the last from the series of erfc). */
it('erf to 1e-12', () => {
  const known: [number, number][] = [
    [0, 0],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [3, 0.9999779095030014],
    [-1.5, -0.9661051464753108],
    [6.5, 1],
  ];
  for (const [x, expected] of known) expect(Math.abs(erf(x) - expected)).toBeLessThanOrEqual(1e-15);
});
