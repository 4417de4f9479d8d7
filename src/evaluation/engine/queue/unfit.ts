/**
 * A shard that cannot be computed here, for a reason that lies in this worker: a file is missing, the disk is full. It is
 * given back, and no failure of the shard. The message is one line.
 */
export class UnfitError extends Error {
  override readonly name = 'UnfitError';
}

/** Work with files of this worker. @throws UnfitError where it goes wrong, whatever the reason */
export async function withOwnFiles<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new UnfitError((error as Error).message, { cause: error });
  }
}
