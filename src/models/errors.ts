import { oneLine } from '../core/one-line.js';

/**
 * A model that cannot be read, run, differentiated or looked into. The message is one line, safe to print:
 * `name: what is wrong, what to do`.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  /** The model as its caller named it, or `the given bytes`. */
  readonly model: string;

  constructor(model: string, problem: string, options?: ErrorOptions) {
    super(`${shorten(model)}: ${shorten(problem)}`, options);
    this.model = model;
  }
}

/** A model whose logits of a picture are not finite. */
export class LogitsError extends ModelError {}

/** Names in a model file come from outside: on one line, and at most 600 characters of them. */
function shorten(text: string): string {
  const line = oneLine(text);
  return line.length > 600 ? `${line.slice(0, 599)}…` : line;
}

/** The runtime's reason on one line, without its source files and their line numbers. */
export function runtimeReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const short = text.replace(/\/\S+\.(?:cc|h):\d+\s*/g, '').slice(0, 300);
  return short.replace(/\s+/g, ' ').trim();
}
