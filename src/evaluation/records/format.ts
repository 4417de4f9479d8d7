import { boolean, integer, knownOptions, number, oneOf, outOfRange, wrongType } from '../../core/checks.js';
import { oneLine } from '../../core/one-line.js';
import type { Knowledge, Measure } from '../plan/plan.js';
import { type EvaluationRecord, type MadeFacts, type PlaceFact, recordSchema } from './record.js';

/** A number with 6 significant digits: the last bits of a double are no part of a result. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

function placeOf({ x, y }: PlaceFact): PlaceFact {
  return { x: rounded(x), y: rounded(y) };
}

function madeOf(made: MadeFacts): MadeFacts {
  const { object, perturbation, correlation } = made;
  return {
    success: made.success,
    successAfterRounding: made.successAfterRounding,
    iterations: made.iterations,
    queries: made.queries,
    gradients: made.gradients,
    zeroGradients: made.zeroGradients,
    psnr: made.psnr === null ? null : rounded(made.psnr),
    ssim: rounded(made.ssim),
    ...(object && { object: placeOf(object) }),
    ...(perturbation && { perturbation: placeOf(perturbation) }),
    ...(correlation !== undefined && { correlation: correlation === null ? null : rounded(correlation) }),
  };
}

/**
 * A record as a line of JSON, ended by a line feed: keys in the order of {@link EvaluationRecord}, probabilities and
 * distances rounded to 6 significant digits.
 */
export function recordLine(record: EvaluationRecord): string {
  const line: EvaluationRecord = {
    schema: record.schema,
    image: record.image,
    model: record.model,
    attack: record.attack,
    knowledge: record.knowledge,
    measure: record.measure,
    epsilon: record.epsilon,
    ...(record.target !== undefined && { target: record.target }),
    defense: record.defense,
    draw: record.draw,
    label: record.label,
    before: record.before,
    prediction: record.prediction,
    confidence: rounded(record.confidence),
    truth: rounded(record.truth),
    linf: rounded(record.linf),
    l2: rounded(record.l2),
    relativeL2: rounded(record.relativeL2),
    ...(record.made && { made: madeOf(record.made) }),
  };
  return `${JSON.stringify(line)}\n`;
}

export const knowledges: readonly Knowledge[] = ['clean', 'oblivious', 'gray-box', 'adaptive'];
export const measures: readonly Measure[] = ['none', 'linf', 'l2', 'relative-l2', 'natural'];

type Check = (value: unknown, name: string) => void;

const text: Check = (value, name) => {
  if (typeof value !== 'string') throw wrongType('a text', name, value);
  if (value === '') throw outOfRange('a text that is not empty', name, value);
};
const count: Check = (value, name) => integer(value, name, 0);
const share: Check = (value, name) => number(value, name, 0, 1);
const length: Check = (value, name) => number(value, name, 0);
const orNull =
  (check: Check): Check =>
  (value, name) => {
    if (value !== null) check(value, name);
  };

/** Checks an object's fields, all of `checks` and, where they are there, those of `optional`. */
function fields(value: unknown, name: string, checks: Record<string, Check>, optional: Record<string, Check> = {}) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType('an object', name, value);
  knownOptions(value, name, [...Object.keys(checks), ...Object.keys(optional)]);
  const given = value as Record<string, unknown>;
  for (const [key, check] of Object.entries(checks)) check(given[key], `${name}.${key}`);
  for (const [key, check] of Object.entries(optional)) {
    if (given[key] !== undefined) check(given[key], `${name}.${key}`);
  }
}

const place: Check = (value, name) => fields(value, name, { x: share, y: share });

const madeChecks: Record<Exclude<keyof MadeFacts, 'object' | 'perturbation' | 'correlation'>, Check> = {
  success: boolean,
  successAfterRounding: boolean,
  iterations: count,
  queries: count,
  gradients: count,
  zeroGradients: count,
  psnr: orNull(number),
  ssim: (value, name) => number(value, name, -1, 1),
};
const localisation = {
  object: place,
  perturbation: place,
  correlation: orNull((value, name) => number(value, name, -1, 1)),
};

const recordChecks: Record<Exclude<keyof EvaluationRecord, 'made' | 'target'>, Check> = {
  schema: (value, name) => integer(value, name, recordSchema, recordSchema),
  image: text,
  model: text,
  attack: text,
  knowledge: (value, name) => oneOf(value, name, knowledges),
  measure: (value, name) => oneOf(value, name, measures),
  epsilon: orNull(length),
  defense: text,
  draw: count,
  label: count,
  before: count,
  prediction: count,
  confidence: share,
  truth: share,
  linf: length,
  l2: length,
  relativeL2: length,
};

/**
 * A record from its line.
 * @throws TypeError or RangeError, on one line, for a line that is no JSON, a field that is missing, wrong or unknown, or
 *   another schema
 */
export function parseRecord(line: string): EvaluationRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new TypeError(`Expected a line of JSON for the record but received ${oneLine((error as Error).message)}`, {
      cause: error,
    });
  }
  fields(value, 'the record', recordChecks, {
    target: text,
    made: (made, name) => fields(made, name, madeChecks, localisation),
  });
  return value as EvaluationRecord;
}
