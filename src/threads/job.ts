import { processors } from '#threads';
import { integer, wrongType } from '../core/checks.js';
import { type FullImage, type PixelData, sameData } from '../core/image.js';
import type { PartGiven, PartName, PartValue } from './parts.js';
import { type Crew, dismiss, type PartOptions, release, runPart, type Seat } from './pool.js';
import { isShared, SharedMemory } from './shared.js';

/** Options of every function that runs on threads. */
export interface ThreadOptions {
  /**
   * The most threads that a call keeps busy, 1 to 64; the result does not depend on it. Default: as many as the machine has
   * processors, at most 4.
   */
  threads?: number;
  /** Ends the call: it is rejected with the signal's reason once no thread works for it any more. `out` may be half written. */
  signal?: AbortSignal;
}

/** One call: its parts, and the memory that it shares with the threads. */
export class Job {
  readonly #crew: Crew;
  readonly #memory = new SharedMemory();
  #over = false;

  constructor(threads: number) {
    this.#crew = { threads, running: 0 };
  }

  /** The most threads that it keeps busy. */
  get threads(): number {
    return this.#crew.threads;
  }

  /** The picture in memory that threads see, or itself where memory is not shared. */
  share<T extends PixelData>(image: FullImage<T>): FullImage<T> {
    if (isShared(image.data)) return image;
    const shared = this.#memory.imageLike(image);
    shared?.data.set(image.data);
    return shared ?? image;
  }

  /**
   * Where threads can write a result: itself, or like it; undefined where memory is not shared.
   * @param input what they still read while they write
   */
  target<T extends PixelData>(result: FullImage<T>, input?: FullImage): FullImage<T> | undefined {
    const direct = isShared(result.data) && !(input !== undefined && sameData(input, result));
    return direct ? result : this.#memory.imageLike(result);
  }

  planes(count: number, length: number): Float32Array[] | undefined {
    return this.#memory.planes(count, length);
  }

  /** What a thread is given of some samples: their memory where that is shared, otherwise a copy, which is in `transfer` then. */
  packData<T extends PixelData>(data: T, transfer: ArrayBuffer[]): T {
    if (isShared(data)) return data;
    const copy = data.slice();
    transfer.push(copy.buffer as ArrayBuffer);
    return copy as T;
  }

  /** The same for a picture. */
  pack<T extends PixelData>(image: FullImage<T>, transfer: ArrayBuffer[]): FullImage<T> {
    return { ...image, data: this.packData(image.data, transfer) };
  }

  /** Runs a part; see `runPart`. */
  async run<N extends PartName>(
    name: N,
    given: PartGiven<N>,
    options: PartOptions = {},
  ): Promise<{ value: PartValue<N>; seat: Seat }> {
    if (this.#over) throw new Error('the call is over');
    return runPart(this.#crew, name, given, options);
  }

  /** What was written elsewhere becomes the result. */
  deliver<T extends PixelData>(target: FullImage<T> | undefined, result: FullImage<T>): void {
    if (target !== undefined && !sameData(target, result)) result.data.set(target.data);
  }

  /** Its memory can be used again: no thread is at work for it. */
  reuseMemory(): void {
    this.#memory.giveBack();
  }

  /** Ends it before it is done. Its memory is left to itself. */
  async dismiss(reason: unknown): Promise<void> {
    this.#over = true;
    await dismiss(this.#crew, reason);
  }

  end(): void {
    this.#over = true;
    release(this.#crew);
    this.reuseMemory();
  }
}

/** The options of a call without those of threads. */
export function withoutThreads<O extends ThreadOptions>(options: O): Omit<O, keyof ThreadOptions> {
  const rest = { ...options };
  delete rest.threads;
  delete rest.signal;
  return rest;
}

/**
 * Does the work of one call.
 * @throws TypeError or RangeError for other options, the signal's reason where it ended the call
 */
export async function runJob<R>({ threads, signal }: ThreadOptions, work: (job: Job) => Promise<R>): Promise<R> {
  const job = new Job(integer(threads ?? Math.min(4, processors), 'threads', 1, 64));
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw wrongType('an AbortSignal', 'signal', signal);
  signal?.throwIfAborted();
  const done = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => void job.dismiss(signal!.reason).then(() => reject(signal!.reason as Error));
    signal?.addEventListener('abort', abort, { signal: done.signal });
  });
  try {
    const result = await Promise.race([work(job), aborted]);
    job.end();
    return result;
  } catch (error) {
    // The other parts of what failed are of no use.
    await job.dismiss(error);
    throw error;
  } finally {
    done.abort();
  }
}
