import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecord, recordLine, rounded } from './format.js';
import type { EvaluationRecord } from './record.js';

const whole: EvaluationRecord = {
  made: {
    correlation: -0.123456789,
    perturbation: { y: 0.7654321, x: 1 / 3 },
    object: { x: 0.5, y: 0.25 },
    success: true,
    successAfterRounding: false,
    iterations: 10,
    queries: 4,
    gradients: 10,
    zeroGradients: 1,
    psnr: 41.123456789,
    ssim: 0.99999999,
  },
  relativeL2: 0.0123456789,
  l2: 1234567.89,
  linf: 4,
  truth: 1e-12 / 3,
  confidence: 2 / 3,
  prediction: 3,
  before: 2,
  label: 2,
  draw: 1,
  defense: 'PD "quoted"\nline',
  epsilon: 0.03,
  measure: 'relative-l2',
  knowledge: 'adaptive',
  attack: 'igsm',
  model: 'm',
  image: 'a/b.png',
  schema: 1,
};

describe('a line', () => {
  it('has its keys in one order and numbers of 6 digits', () => {
    expect(recordLine(whole)).toBe(
      '{"schema":1,"image":"a/b.png","model":"m","attack":"igsm","knowledge":"adaptive","measure":"relative-l2",' +
        '"epsilon":0.03,"defense":"PD \\"quoted\\"\\nline","draw":1,"label":2,"before":2,"prediction":3,' +
        '"confidence":0.666667,"truth":3.33333e-13,"linf":4,"l2":1234570,"relativeL2":0.0123457,' +
        '"made":{"success":true,"successAfterRounding":false,"iterations":10,"queries":4,"gradients":10,' +
        '"zeroGradients":1,"psnr":41.1235,"ssim":1,"object":{"x":0.5,"y":0.25},' +
        '"perturbation":{"x":0.333333,"y":0.765432},"correlation":-0.123457}}\n',
    );
  });

  it('is read as what was written, and written again as it was', () => {
    const { made: _, ...without } = whole;
    for (const record of [whole, without, { ...whole, epsilon: null, made: { ...whole.made!, psnr: null } }]) {
      const line = recordLine(record);
      expect(recordLine(parseRecord(line))).toBe(line);
    }
  });

  it('keeps 6 digits of any number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Math.abs(rounded(value) - value)).toBeLessThanOrEqual(5.0001e-6 * Math.abs(value));
        expect(rounded(rounded(value))).toBe(rounded(value));
      }),
    );
  });
});

describe('a line that is none', () => {
  const changed = (change: object) => JSON.stringify({ ...whole, ...change });
  it.each([
    ['{"schema":1', 'Expected a line of JSON for the record'],
    ['[]', 'Expected an object for the record but received an array of 0'],
    [changed({ schema: 2 }), 'Expected an integer from 1 to 1 for the record.schema but received 2'],
    [changed({ image: undefined }), 'Expected a text for the record.image but received undefined'],
    [changed({ knowledge: 'white' }), 'for the record.knowledge but received "white"'],
    [changed({ confidence: 1.5 }), 'Expected a number from 0 to 1 for the record.confidence but received 1.5'],
    [changed({ truth: null }), 'for the record.truth but received null'],
    [changed({ milliseconds: 3 }), 'for the options of the record but received "milliseconds"'],
    [changed({ made: { ...whole.made, ssim: 2 } }), 'Expected a number from -1 to 1 for the record.made.ssim'],
    [changed({ made: { ...whole.made, object: { x: 2, y: 0 } } }), 'for the record.made.object.x but received 2'],
  ])('%s is an error on one line', (line, message) => {
    expect(() => parseRecord(line)).toThrow(message);
    expect(() => parseRecord(line)).toThrow(/^[^\n]*$/);
  });
});
