import { integer, outOfRange, wrongType } from '../core/checks.js';
import type { LossGradient } from './model.js';
import { softmax } from './ranking.js';

/** A {@link LossGradient} that is known to be a cross-entropy: a classifier computes it inside of its gradient graph. */
export interface CrossEntropy extends LossGradient {
  /** The class of each picture of the batch. */
  readonly labels: readonly number[];
  /** What a gradient graph is told of picture `index`: -1 at its label, 0 elsewhere. */
  negativeOneHot(index: number, classes: number): Float32Array;
}

/**
 * The cross-entropy `-log softmax(logits)[label]`. Its gradient with respect to the logits is `softmax(logits)`, at the
 * label minus the sum of the others: the same as `softmax - 1`, and exact where the label's probability rounds to 1.
 * @param labels the class of each picture of the batch, by its index in the output
 */
export function crossEntropy(labels: readonly number[]): CrossEntropy {
  const kept = labels.map((label, i) => integer(label, `labels[${i}]`, 0));
  const labelOf = (index: number, classes: number) => integer(kept[index], `labels[${index}]`, 0, classes - 1);
  const loss: LossGradient = (logits, index) => {
    const label = labelOf(index, logits.length);
    const gradient = softmax(logits);
    gradient[label] = 0;
    gradient[label] = -gradient.reduce((sum, probability) => sum + probability, 0);
    return Float32Array.from(gradient);
  };
  return Object.assign(loss, {
    labels: kept,
    negativeOneHot: (index: number, classes: number) => {
      const row = new Float32Array(classes);
      row[labelOf(index, classes)] = -1;
      return row;
    },
  });
}

/** Whether a loss was made by {@link crossEntropy}. */
export function isCrossEntropy(loss: LossGradient): loss is CrossEntropy {
  return 'negativeOneHot' in loss;
}

/** Checks what a gradient is asked of where that is no function: one array [classes] per picture. */
export function checkCotangents(given: unknown, pictures: number, classes: number): readonly Float32Array[] {
  if (!Array.isArray(given)) throw wrongType('a loss function or an array of Float32Array', 'cotangent', given);
  if (given.length !== pictures) throw outOfRange(`one Float32Array per picture (${pictures})`, 'cotangent', given);
  given.forEach((row: unknown, i) => {
    if (!(row instanceof Float32Array)) throw wrongType(`a Float32Array of ${classes}`, `cotangent[${i}]`, row);
    if (row.length !== classes) throw outOfRange(`${classes} values, one per class,`, `cotangent[${i}]`, row);
  });
  return given as Float32Array[];
}
