import { outOfRange } from '../core/checks.js';
import { crossEntropy } from '../models/losses.js';
import type { Model } from '../models/model.js';
import type { Picture } from './result.js';

/** What a job asks of the model about a picture: its logits, or the gradient of the cross-entropy of a class. */
export type Ask =
  | { readonly kind: 'logits'; readonly image: Picture }
  | { readonly kind: 'gradient'; readonly image: Picture; readonly label: number };

/** Work on one picture that asks the model now and then, and gets the logits or the gradient. */
export type Job<T> = Generator<Ask, T, Float32Array>;

export interface TogetherOptions {
  /** Jobs that go on at once. */
  readonly atOnce: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a model written by hand may get wrong. */
function checkRows(rows: unknown, count: number, length: number, what: string): readonly Float32Array[] {
  if (!Array.isArray(rows) || rows.length !== count) {
    throw outOfRange(`one array per picture (${count})`, `the ${what} that the model gives`, rows);
  }
  for (const row of rows as unknown[]) {
    if (!(row instanceof Float32Array) || row.length !== length) {
      throw outOfRange(`a Float32Array of ${length} per picture`, `the ${what} that the model gives`, row);
    }
  }
  return rows as Float32Array[];
}

/** Answers all that is asked in one call of `logits` and one of `inputGradient`. */
async function answerAll(model: Model, asks: readonly Ask[]): Promise<Float32Array[]> {
  const plain = asks.flatMap((ask) => (ask.kind === 'logits' ? [ask.image] : []));
  const differentiated = asks.flatMap((ask) => (ask.kind === 'gradient' ? [ask] : []));
  const size = model.width * model.height * 3;
  let logits: readonly Float32Array[] = [];
  let gradients: readonly Float32Array[] = [];
  if (plain.length > 0) {
    logits = checkRows(await model.logits(plain), plain.length, model.classes, 'logits');
  }
  if (differentiated.length > 0) {
    const loss = crossEntropy(differentiated.map(({ label }) => label));
    const result = await model.inputGradient(
      differentiated.map(({ image }) => image),
      loss,
    );
    gradients = checkRows(result?.gradients, differentiated.length, size, 'gradients');
  }
  let row = 0;
  let gradient = 0;
  return asks.map(({ kind }) => (kind === 'logits' ? logits[row++] : gradients[gradient++]));
}

/**
 * Does jobs so that the model sees batches: in each round all that are going on get what they asked for, and where one
 * ends the next begins. The result of a job does not depend on the others.
 * @param jobs each is taken when its turn comes
 * @param done gets each result, with the job's place, as soon as it is there
 * @throws the signal's reason where it is aborted; jobs that were done have been handed over by then
 */
export async function doTogether<T>(
  model: Model,
  jobs: Iterable<Job<T>>,
  { atOnce, signal }: TogetherOptions,
  done: (result: T, place: number) => void,
): Promise<void> {
  const waiting = jobs[Symbol.iterator]();
  let going: { job: Job<T>; place: number; ask: Ask }[] = [];
  let taken = 0;
  const advance = (job: Job<T>, place: number, step: IteratorResult<Ask, T>) => {
    if (!step.done) return [{ job, place, ask: step.value }];
    done(step.value, place);
    return [];
  };
  for (;;) {
    while (going.length < atOnce) {
      const next = waiting.next();
      if (next.done) break;
      going.push(...advance(next.value, taken++, next.value.next()));
    }
    if (going.length === 0) return;
    signal?.throwIfAborted();
    const asks = going.map(({ ask }) => ask);
    // oxlint-disable-next-line no-await-in-loop -- a step follows from the one before
    const answers = await answerAll(model, asks);
    going = going.flatMap(({ job, place }, i) => advance(job, place, job.next(answers[i])));
  }
}
