import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Bytes that are read at once. */
const chunk = 2 ** 20;

/** The file is opened when the first of them is asked for. */
async function* chunksOf(path: string): AsyncGenerator<Buffer, undefined> {
  yield* createReadStream(path, { highWaterMark: chunk }) as AsyncIterable<Buffer>;
}

/** Hashes a file part by part, from front to back: each byte is read once, and little is in memory. */
export class PartHashes {
  readonly #chunks: AsyncGenerator<Buffer, undefined>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(path: string) {
    this.#chunks = chunksOf(path);
  }

  /** Hex SHA-256 of the next bytes; undefined where the file ends before. */
  async next(bytes: number): Promise<string | undefined> {
    const hash = createHash('sha256');
    for (let missing = bytes; ;) {
      const part = this.#rest.subarray(0, missing);
      hash.update(part);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      if (missing === 0) return hash.digest('hex');
      // oxlint-disable-next-line no-await-in-loop -- a file is read from front to back
      const { value } = await this.#chunks.next();
      if (value === undefined) return undefined;
      this.#rest = value;
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }
}
