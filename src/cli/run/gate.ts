/**
 * Stops threads between two pieces of work that must not be cut off, never within one: a file that is being written, a
 * run of a model. The three numbers lie in memory that all threads share: whether to stop, how many pieces are under way,
 * and how many have been.
 */
export class Gate {
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Int32Array;

  constructor(memory = new SharedArrayBuffer(12)) {
    this.memory = memory;
    this.#numbers = new Int32Array(memory);
  }

  /** Does the work, unless the gate is closed; then nothing is done. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    // Counted before the look at the gate: whoever closes it either is seen here or sees this work.
    Atomics.add(this.#numbers, 1, 1);
    try {
      if (Atomics.load(this.#numbers, 0) === 1) throw new Error('stopped');
      const result = await work();
      Atomics.add(this.#numbers, 2, 1);
      return result;
    } finally {
      Atomics.sub(this.#numbers, 1, 1);
    }
  }

  /** How many pieces of work are done. */
  get passed(): number {
    return Atomics.load(this.#numbers, 2);
  }

  /** Lets nothing more through, and returns when what was under way is complete. */
  close(): Promise<void> {
    Atomics.store(this.#numbers, 0, 1);
    return new Promise((resolve) => {
      const look = (): void => {
        if (Atomics.load(this.#numbers, 1) === 0) resolve();
        else setTimeout(look, 2);
      };
      look();
    });
  }
}
