/**
 * Stops threads between two results, never within one. The two numbers lie in memory that all threads share: whether to
 * stop, and how many files are being written.
 */
export class WriteGate {
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Int32Array;

  constructor(memory = new SharedArrayBuffer(8)) {
    this.memory = memory;
    this.#numbers = new Int32Array(memory);
  }

  /** Writes, unless the gate is closed; then nothing is written. */
  async pass(write: () => Promise<void>): Promise<void> {
    // Counted before the look at the gate: whoever closes it either is seen here or sees this writer.
    Atomics.add(this.#numbers, 1, 1);
    try {
      if (Atomics.load(this.#numbers, 0) === 1) throw new Error('stopped');
      await write();
    } finally {
      Atomics.sub(this.#numbers, 1, 1);
    }
  }

  /** Lets nothing more through, and returns when what was being written is complete. */
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
