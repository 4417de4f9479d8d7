import { AttackError } from '../../attacks/index.js';
import { oneLine } from '../../core/one-line.js';
import { ImageFileError } from '../../io/index.js';
import { LogitsError } from '../../models/errors.js';

/** A shard that cannot be computed here, whatever its pictures. The message is one line, safe to print. */
export class ShardError extends Error {
  override readonly name = 'ShardError';

  constructor(problem: string, options?: ErrorOptions) {
    super(oneLine(problem), options);
  }
}

/** One picture that cannot be used. */
export class PictureProblem extends Error {}

/** Why a picture has no records, on one line; undefined for an error that is not about the picture. */
export function problemOf(error: unknown): string | undefined {
  if (error instanceof PictureProblem) return oneLine(error.message);
  // The name of the picture stands beside the reason: what these errors call it says nothing.
  if (error instanceof ImageFileError) return oneLine(error.message.replace(/^the given bytes: /, ''));
  if (error instanceof AttackError) return oneLine(error.message.replace(/^picture \d+: /, ''));
  if (error instanceof LogitsError) return error.message.replace(' of picture 0', '');
  return undefined;
}
