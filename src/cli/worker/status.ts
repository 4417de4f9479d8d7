import { paint } from '../run/progress.js';

type Stream = Parameters<typeof paint>[0];

/** Milliseconds between two pictures of the line, and between two lines of JSON. */
const drawInterval = 500;
const lineInterval = 5000;
/** Milliseconds that a rate is over. */
const rateSpan = 60_000;

/** What a worker has done: one line on a terminal, elsewhere a line of JSON from time to time and one at the end. */
export class WorkerStatus {
  readonly #stream: Stream;
  readonly #timer: NodeJS.Timeout;
  readonly #started = performance.now();
  /** Records that were done, and when. */
  #recent: { readonly at: number; readonly records: number }[] = [];
  #shards = 0;
  #records = 0;
  #failed = 0;

  constructor(stream: Stream = process.stderr) {
    this.#stream = stream;
    this.#timer = setInterval(() => this.#show(), stream.isTTY === true ? drawInterval : lineInterval);
  }

  /** @param records of a shard that is done; undefined: it failed */
  step(records: number | undefined): void {
    if (records === undefined) {
      this.#failed++;
      return;
    }
    this.#shards++;
    this.#records += records;
    this.#recent.push({ at: performance.now(), records });
  }

  /** Writes a line, above the status where there is one. */
  line(text: string): void {
    this.#clear();
    this.#stream.write(`${text}\n`);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#clear();
    if (this.#stream.isTTY !== true) this.#show();
  }

  #numbers() {
    const now = performance.now();
    this.#recent = this.#recent.filter(({ at }) => now - at < rateSpan);
    const records = this.#recent.reduce((sum, each) => sum + each.records, 0);
    const seconds = Math.min(rateSpan, now - this.#started) / 1000;
    const perSecond = Number((records / seconds).toPrecision(3));
    return { shards: this.#shards, records: this.#records, failed: this.#failed, perSecond };
  }

  #show(): void {
    const numbers = this.#numbers();
    if (this.#stream.isTTY !== true) {
      this.#stream.write(`${JSON.stringify(numbers)}\n`);
      return;
    }
    const { shards, records, failed, perSecond } = numbers;
    const counts = [`${shards} shards`, `${records} records`, `${perSecond}/s`];
    if (failed > 0) counts.push(`${failed} failed`);
    this.#clear();
    this.#stream.write(paint(this.#stream, 'dim', counts.join(' · ')));
  }

  #clear(): void {
    if (this.#stream.isTTY === true) this.#stream.write('\r\u001b[2K');
  }
}
