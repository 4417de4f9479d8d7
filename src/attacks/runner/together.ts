import { outOfRange } from '../../core/checks.js';
import { crossEntropy } from '../../models/losses.js';
import type { LossGradient, Model } from '../../models/model.js';
import type { Picture } from './result.js';
import type { Loss, Slope } from './steps.js';

/** What a job asks of the model: the logits of pictures, or gradients of several losses at one picture. */
export type Ask =
  | { readonly kind: 'logits'; readonly images: readonly Picture[] }
  | { readonly kind: 'gradients'; readonly at: Picture; readonly losses: readonly Loss[] };

/** The logits of every picture asked for, or what came of every loss. */
export type Reply = readonly Float32Array[] | readonly Slope[];

/** Work on one picture that asks the model now and then. */
export type Job<T> = Generator<Ask, T, Reply>;

export interface TogetherOptions {
  /** Jobs that go on at once. */
  readonly atOnce: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a model written by hand may get wrong. */
export function checkRows(rows: unknown, count: number, length: number, what: string): readonly Float32Array[] {
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

/** A picture and a loss: one row of a batch of gradients. */
interface Row<L extends Loss = Loss> {
  readonly at: Picture;
  readonly loss: L;
}

/** The losses of one kind in one call, each result at the place of its row among all. */
async function slopesOf<L extends Loss>(
  model: Model,
  rows: readonly Row[],
  which: (row: Row) => row is Row<L>,
  cotangent: (losses: readonly L[]) => readonly Float32Array[] | LossGradient,
  results: Slope[],
): Promise<void> {
  const chosen = rows.filter(which);
  if (chosen.length === 0) return;
  const given = await model.inputGradient(
    chosen.map(({ at }) => at),
    cotangent(chosen.map(({ loss }) => loss)),
  );
  const size = model.width * model.height * 3;
  const gradients = checkRows(given?.gradients, chosen.length, size, 'gradients');
  const logits = checkRows(given.logits, chosen.length, model.classes, 'logits beside the gradients');
  chosen.forEach((row, i) => (results[rows.indexOf(row)] = { logits: logits[i], gradient: gradients[i] }));
}

const isCrossEntropy = (row: Row): row is Row<{ crossEntropy: number }> => 'crossEntropy' in row.loss;
const isCotangent = (row: Row): row is Row<{ cotangent: Float32Array }> => 'cotangent' in row.loss;
const isFunction = (row: Row): row is Row<{ of: (logits: Float32Array) => Float32Array }> => 'of' in row.loss;

/** Answers all that is asked in one call of `logits`, and one of `inputGradient` for each kind of loss. */
async function answerAll(model: Model, asks: readonly Ask[]): Promise<Reply[]> {
  const plain = asks.flatMap((ask) => (ask.kind === 'logits' ? ask.images : []));
  const rows: Row[] = asks.flatMap((ask) =>
    ask.kind === 'gradients' ? ask.losses.map((loss) => ({ at: ask.at, loss })) : [],
  );
  const logits = plain.length > 0 ? checkRows(await model.logits(plain), plain.length, model.classes, 'logits') : [];
  const slopes: Slope[] = [];
  await slopesOf(model, rows, isCrossEntropy, (all) => crossEntropy(all.map((loss) => loss.crossEntropy)), slopes);
  await slopesOf(model, rows, isCotangent, (all) => all.map((loss) => loss.cotangent), slopes);
  await slopesOf(model, rows, isFunction, (all) => (z, i) => all[i].of(z), slopes);
  let row = 0;
  let slope = 0;
  return asks.map((ask) =>
    ask.kind === 'logits'
      ? logits.slice(row, (row += ask.images.length))
      : slopes.slice(slope, (slope += ask.losses.length)),
  );
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
