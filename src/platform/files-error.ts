import { oneLine } from '../core/one-line.js';

/**
 * A file that cannot be read, fetched or kept. The message is one line, safe to print:
 * `path or address: what was wrong, what to do`.
 */
export class FilesError extends Error {
  override readonly name: string = 'FilesError';

  constructor(source: string, problem: string, options?: ErrorOptions) {
    super(`${oneLine(source)}: ${oneLine(problem)}`, options);
  }
}

/** An address that gives no answer: without a network, a file has to come in another way. */
export class UnreachableError extends FilesError {
  override readonly name = 'UnreachableError';
}

/** The longest model in bytes: an ONNX file (protobuf) cannot be longer. */
export const longestModel = 2 ** 31 - 1;
