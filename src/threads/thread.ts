/** A thread that runs parts of transforms, or what stands for one. */
export interface Thread {
  /** @param transfer buffers that are handed over and not copied */
  post(message: unknown, transfer: readonly ArrayBuffer[]): void;
  /** Ends it, whatever it does: nothing is written by it once that is done. */
  end(): Promise<unknown>;
  /** Whether the program waits for it before it ends. */
  hold(busy: boolean): void;
}

/** What a thread tells of itself. */
export interface ThreadEvents {
  message(message: unknown): void;
  /** It could not be started, or broke. */
  failed(error: Error): void;
}
