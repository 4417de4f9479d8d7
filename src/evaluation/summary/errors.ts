import { show } from '../../core/checks.js';
import { oneLine } from '../../core/one-line.js';
import type { EvaluationRecord } from '../records/record.js';

/** Records that contradict each other. The message is one line, safe to print. */
export class RecordsError extends Error {
  override readonly name = 'RecordsError';
}

/** An error about a record: what was expected, what came, and whose record it is. */
export function contradiction(expected: string, received: string, record: EvaluationRecord): RecordsError {
  const { image, model, attack, epsilon, target, defense, draw } = record;
  const words = [
    `picture ${show(image)}`,
    `model ${show(model)}`,
    `attack ${show(attack)}`,
    ...(epsilon === null ? [] : [`size ${epsilon}`]),
    ...(target === undefined ? [] : [`against ${show(target)}`]),
    `defense ${show(defense)}`,
    `draw ${draw}`,
  ];
  return new RecordsError(oneLine(`Expected ${expected} but received ${received}: ${words.join(', ')}`));
}
