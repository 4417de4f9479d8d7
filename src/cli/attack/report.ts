import type { Classification } from '../../models/index.js';
import { found } from '../paths.js';
import type { MethodResult } from './method.js';
import type { Judgement, NamedClass, ResultReport } from './task.js';

/** A result with what was found out about it. */
export interface JudgedResult extends MethodResult {
  /** The 8-bit picture, by the classifier without a defense. */
  readonly prediction: Classification;
  /** The 8-bit picture behind the defense, where there is one. */
  readonly judgement: Judgement | undefined;
}

/** A class as `--json` prints it. */
export function printed({ label, name, probability }: Classification): NamedClass {
  return { label, name, probability };
}

/**
 * Whether a picture is an adversary: as 8 bits, and behind a defense with most seeds.
 * @param seeds that behind a defense adversaries are judged with
 */
export function statusOf({ result, judgement }: JudgedResult, seeds: number): ResultReport['status'] {
  if (result.skipped) return 'skipped';
  const works = judgement === undefined ? result.successAfterRounding : judgement.fooled > seeds / 2;
  return works ? 'adversary' : 'failed';
}

/** @param written the adversary's file; undefined where there is none */
export function resultReport(
  { result, ensemble, prediction, judgement }: JudgedResult,
  status: ResultReport['status'],
  written: { readonly path: string; readonly bytes: number } | undefined,
): ResultReport {
  return {
    epsilon: result.epsilon ?? null,
    status,
    output: written?.path ?? null,
    ...(written && { outputBytes: written.bytes }),
    prediction: printed(prediction),
    success: result.success,
    successAfterRounding: result.successAfterRounding,
    ...(judgement && { defended: judgement }),
    distances: result.distances,
    distancesAfterRounding: result.distancesAfterRounding,
    ...(result.scaling && { scaling: result.scaling }),
    iterations: result.iterations,
    queries: result.queries,
    gradients: result.gradients,
    zeroGradients: result.zeroGradients,
    ...ensemble,
  };
}

/**
 * What a user should know of a result besides its verdict.
 * @param place where the adversary would be
 */
export function resultNotices(report: ResultReport, place: string): string[] {
  const { status, success, successAfterRounding, gradients, zeroGradients, flags = [] } = report;
  const notices = flags.map(({ message }) => message);
  if (status === 'adversary') return notices;
  if (status === 'failed' && success && !successAfterRounding) {
    notices.push('an adversary was found that does not work when it is rounded to 8 bits: see --survive-rounding');
  }
  if (status === 'failed' && gradients > 0 && zeroGradients === gradients) {
    notices.push('every gradient was zero: the attack had nothing to follow');
  }
  if (found(place) !== undefined) {
    notices.push('no adversary was written, and the picture of an earlier run was left in its place');
  }
  return notices;
}
