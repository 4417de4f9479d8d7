import type { AttackFacts } from '../../src/evaluation/summary/options.js';
import type { EvaluationRecord, MadeFacts } from '../../src/evaluation/records/record.js';
import { createSummarizer } from '../../src/evaluation/summary/summarize.js';
import type { SummaryOptions } from '../../src/evaluation/summary/options.js';
import type { EvaluationFlag, Summary } from '../../src/evaluation/summary/summary.js';

// Records made by hand, for tests of what is computed from them.

/** A record of the model `m`, of a picture of class 1 that the bare classifier gets right; what is given replaces that. */
export function judgement(given: Partial<EvaluationRecord> = {}): EvaluationRecord {
  const attack = given.attack ?? 'none';
  return {
    schema: 1,
    image: 'a',
    model: 'm',
    attack,
    knowledge: attack === 'none' ? 'clean' : 'oblivious',
    measure: attack === 'none' ? 'none' : 'linf',
    epsilon: attack === 'none' ? null : 4,
    defense: 'none',
    draw: 0,
    label: 1,
    before: 1,
    prediction: 1,
    confidence: 0.5,
    truth: 0.5,
    linf: attack === 'none' ? 0 : 4,
    l2: attack === 'none' ? 0 : 300,
    relativeL2: attack === 'none' ? 0 : 0.02,
    ...given,
  };
}

export function madeFacts(given: Partial<MadeFacts> = {}): MadeFacts {
  return {
    success: true,
    successAfterRounding: true,
    iterations: 10,
    queries: 20,
    gradients: 10,
    zeroGradients: 0,
    psnr: 35,
    ssim: 0.9,
    ...given,
  };
}

export function factsOf(name: string, given: Partial<AttackFacts> = {}): AttackFacts {
  return { name, method: name, needs: 'gradients', oneStep: false, control: false, targets: [], ...given };
}

/** Pictures by number, one record each: right are those of `right`, or the first so many. */
export function rowOf(
  given: Partial<EvaluationRecord>,
  right: number | ((picture: number) => boolean),
  pictures = 100,
): EvaluationRecord[] {
  const isRight = typeof right === 'number' ? (i: number) => i < right : right;
  return Array.from({ length: pictures }, (_, i) =>
    judgement({ image: `picture-${String(i).padStart(4, '0')}`, prediction: isRight(i) ? 1 : 2, ...given }),
  );
}

export function summarize(records: Iterable<EvaluationRecord>, options: SummaryOptions = {}): Summary {
  const summarizer = createSummarizer(options);
  for (const record of records) summarizer.add(record);
  return summarizer.finish();
}

/** Flags of a kind. */
export function flagsOf(
  kind: EvaluationFlag['kind'],
  records: Iterable<EvaluationRecord>,
  options: SummaryOptions = {},
) {
  return summarize(records, options).flags.filter((flag) => flag.kind === kind);
}
