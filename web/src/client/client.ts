import type { JobKind, Jobs } from '../worker/protocol.js';

export interface RequestOptions<K extends JobKind> {
  /** Stops the request, in the worker as well: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Jobs[K]['progress']) => void;
  /**
   * Of several requests in one lane the latest wins: those before it are stopped and rejected with an `AbortError`.
   * Default: the kind. A section that asks for a kind that another one asks for as well takes a lane of its own.
   */
  readonly lane?: string;
}

/** The page's side of the worker. */
export interface Client {
  /**
   * @throws `AbortError` where it was stopped or overtaken, {@link LostWorkerError} where the worker ended,
   *   {@link JobError} where the work failed
   */
  request<K extends JobKind>(kind: K, input: Jobs[K]['input'], options?: RequestOptions<K>): Promise<Jobs[K]['result']>;
  /** Is told when the worker was lost; there is a new one by then, which has no model yet. */
  onLost(listener: (error: LostWorkerError) => void): () => void;
}

/** The work failed; its message is for people. */
export class JobError extends Error {
  override readonly name = 'JobError';
}

/** The worker ended before it answered. */
export class LostWorkerError extends Error {
  override readonly name = 'LostWorkerError';
}

/** Whether an error says only that nobody waits for the result any more. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
