import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from '#ort';
import { expect, it } from 'vitest';
import { describeShared, maxDifference, referenceFloats, referenceJson, shared } from '../../../test/support/shared.js';
import { differentiate } from './differentiate.js';

interface StoredTensor {
  file: string;
  shape: number[];
}

interface Reference {
  model: string;
  label: number;
  cross_entropy: number;
  input: StoredTensor;
  logits: StoredTensor;
  d_loss_d_input: StoredTensor;
}

const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

function softmax(logits: Float32Array): Float64Array {
  const top = Math.max(...logits);
  const exps = Float64Array.from(logits, (value) => Math.exp(value - top));
  const sum = exps.reduce((a, b) => a + b);
  return exps.map((value) => value / sum);
}

/** Float32 flips a few choices of Relu and max-pooling against the reference in float64. */
describeShared('gradients of whole classifiers against float64', () => {
  it.each(referenceJson<Reference[]>('gradients.json'))('$model', async (reference) => {
    const bytes = await differentiate(readFileSync(shared('models', reference.model)), { name: reference.model });
    const session = await InferenceSession.create(bytes);
    const [name] = session.inputNames;
    const [logitsName] = session.outputNames;
    const x = new Tensor('float32', referenceFloats(reference.input.file), reference.input.shape);
    const classes = reference.logits.shape[1];
    const run = async (cotangent: Float32Array) => {
      const results = await session.run({ [name]: x, d_logits: new Tensor('float32', cotangent, [1, classes]) });
      return { logits: results[logitsName].data as Float32Array, gradient: results.d_input };
    };

    const { logits } = await run(new Float32Array(classes));
    const expectedLogits = referenceFloats(reference.logits.file);
    expect(maxDifference(logits, expectedLogits)).toBeLessThanOrEqual(1e-5 * largest(expectedLogits));
    const probabilities = softmax(logits);
    expect(-Math.log(probabilities[reference.label])).toBeCloseTo(reference.cross_entropy, 4);

    // The gradient of the cross-entropy: probabilities minus the one-hot label.
    const cotangent = Float32Array.from(probabilities, (value, i) => value - (i === reference.label ? 1 : 0));
    const { gradient } = await run(cotangent);
    expect(gradient.dims).toEqual(reference.d_loss_d_input.shape);
    const actual = gradient.data as Float32Array;
    const expected = referenceFloats(reference.d_loss_d_input.file);
    const sums = { difference: 0, actual: 0, expected: 0, product: 0 };
    for (const [i, value] of expected.entries()) {
      sums.difference += (actual[i] - value) ** 2;
      sums.actual += actual[i] ** 2;
      sums.expected += value ** 2;
      sums.product += actual[i] * value;
    }
    expect(Math.sqrt(sums.difference / sums.expected)).toBeLessThanOrEqual(3e-2);
    expect(sums.product / Math.sqrt(sums.actual * sums.expected)).toBeGreaterThanOrEqual(0.9995);
    await session.release();
  });
});
