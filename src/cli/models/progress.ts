import type { DownloadProgress } from '#files';
import { clock, paint } from '../run/progress.js';

type Stream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'> & Partial<Pick<NodeJS.WriteStream, 'hasColors'>>;

/** Milliseconds between two pictures of the bar, and between two lines of JSON. */
const barInterval = 100;
const lineInterval = 1000;

function millions(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** The progress of one download: a bar on a terminal, elsewhere a line of JSON each second. */
export class ByteProgress {
  readonly #stream: Stream;
  readonly #started = performance.now();
  /** What was there when it began. */
  #first: number | undefined;
  #drawn: number;
  #bar = false;

  constructor(stream: Stream = process.stderr) {
    this.#stream = stream;
    this.#drawn = stream.isTTY === true ? -Infinity : performance.now();
  }

  show({ received, total }: DownloadProgress): void {
    this.#first ??= received;
    const now = performance.now();
    const terminal = this.#stream.isTTY === true;
    if (now - this.#drawn < (terminal ? barInterval : lineInterval)) return;
    this.#drawn = now;
    const seconds = Math.max(0.001, (now - this.#started) / 1000);
    const perSecond = (received - this.#first) / seconds;
    const secondsLeft = total === undefined || perSecond === 0 ? null : Math.round((total - received) / perSecond);
    if (!terminal) {
      const numbers = { received, total: total ?? null, bytesPerSecond: Math.round(perSecond), secondsLeft };
      this.#stream.write(`${JSON.stringify(numbers)}\n`);
      return;
    }
    this.#bar = true;
    this.#stream.write(`\r\u001b[2K${this.#picture(received, total, perSecond, secondsLeft)}`);
  }

  #picture(received: number, total: number | undefined, perSecond: number, secondsLeft: number | null): string {
    const of = total === undefined ? '' : `/${millions(total)}`;
    const left = secondsLeft === null ? '' : ` · ${clock(secondsLeft)} left`;
    const numbers = ` ${millions(received)}${of} MB · ${millions(perSecond)} MB/s${left}`;
    const columns = this.#stream.columns || 80;
    const width = Math.min(30, columns - numbers.length - 1);
    if (total === undefined || width < 5) return numbers.slice(1, columns);
    const full = Math.round((width * received) / total);
    return (
      paint(this.#stream, 'green', '█'.repeat(full)) + paint(this.#stream, 'dim', '░'.repeat(width - full)) + numbers
    );
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#bar) this.#stream.write('\r\u001b[2K');
    this.#bar = false;
  }
}
