import type { FileHandle } from 'node:fs/promises';

/** Bytes that are read at once. */
const chunk = 4 * 2 ** 20;
/** The longest line that is held: a record has some hundred bytes. */
const longest = 2 ** 20;
const lineFeed = 10;

/** Whole lines, without their line feeds; undefined in the place of one that is too long. */
interface Lines {
  readonly lines: readonly (string | undefined)[];
  /** Bytes of the file up to here. */
  readonly bytes: number;
}

/**
 * Splits the front of a file into lines, some megabytes at a time: several times as fast as `readline`, in bounded memory.
 * What stands behind the last line feed is left out.
 */
export class LineReader {
  readonly #file: FileHandle;
  readonly #size: number;
  readonly #buffer = Buffer.allocUnsafe(longest + chunk);
  /** Bytes of a line that has begun, at the start of the buffer. */
  #held = 0;
  /** Whether the line that has begun is too long, and its rest is passed over. */
  #passing = false;

  /** @param size bytes of the file that are read */
  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#size = size;
  }

  async *batches(): AsyncGenerator<Lines> {
    for (let bytes = 0; bytes < this.#size;) {
      const most = Math.min(chunk, this.#size - bytes);
      // oxlint-disable-next-line no-await-in-loop -- a file is read from front to back
      const { bytesRead } = await this.#file.read(this.#buffer, this.#held, most, bytes);
      if (bytesRead === 0) return;
      bytes += bytesRead;
      yield { lines: this.#split(this.#held + bytesRead), bytes };
    }
  }

  #split(end: number): (string | undefined)[] {
    const buffer = this.#buffer;
    const last = buffer.lastIndexOf(lineFeed, end - 1);
    const lines: (string | undefined)[] = last === -1 ? [] : buffer.toString('utf8', 0, last).split('\n');
    if (last !== -1 && this.#passing) {
      lines[0] = undefined;
      this.#passing = false;
    }
    const rest = end - (last + 1);
    if (rest > longest) this.#passing = true;
    this.#held = this.#passing ? 0 : rest;
    if (this.#held > 0) buffer.copyWithin(0, last + 1, end);
    return lines;
  }
}
