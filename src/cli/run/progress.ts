import type { WriteStream } from 'node:tty';

/** Where messages for people go: the terminal's second stream. */
type Stream = Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'hasColors'>>;

/** Milliseconds between two lines of JSON, and between two pictures of the bar. */
const lineInterval = 1000;
const barInterval = 100;
/** Milliseconds before a rate and the time left are told. */
const firstRate = 1000;

/** Seconds, and runs of the classifier, after which it is told that the work on a single picture goes on. */
const firstLife = 2;
const fewestRuns = 10;

/** `0:07`, `12:30` or `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, '0'));
  if (whole >= 3600) return [Math.floor(whole / 3600), ...parts].join(':');
  return parts.join(':').replace(/^0/, '');
}

/** Colours, where the stream shows them. */
export function paint(stream: Stream, style: 'green' | 'red' | 'dim', text: string): string {
  if (stream.isTTY !== true || stream.hasColors?.() !== true) return text;
  const code = { green: 32, red: 31, dim: 2 }[style];
  return `\u001b[${code}m${text}\u001b[0m`;
}

/**
 * The progress of many pictures: a bar on a terminal, elsewhere a line of JSON each second and one at the end. Other
 * lines are written through `line`, above the bar.
 */
export class Progress {
  readonly #stream: Stream;
  readonly #total: number;
  readonly #started = performance.now();
  /** What was done before it began, which says nothing of the rate. */
  readonly #before: number;
  #done: number;
  #failed = 0;
  #drawn = -Infinity;
  #bar = false;

  constructor(total: number, stream: Stream = process.stderr, before = 0) {
    this.#stream = stream;
    this.#total = total;
    this.#before = before;
    this.#done = before;
    this.#drawn = stream.isTTY === true ? -Infinity : performance.now();
    this.#show();
  }

  step(failed: boolean): void {
    this.to(this.#done + 1, this.#failed + (failed ? 1 : 0));
  }

  /** @param done how many are, failed ones too */
  to(done: number, failed: number): void {
    this.#done = done;
    this.#failed = failed;
    this.#show();
  }

  /**
   * Tells on a terminal that the work on a single picture goes on, where it takes long.
   * @param runs of the model, so far
   */
  alive(runs: number): void {
    const seconds = (performance.now() - this.#started) / 1000;
    if (this.#total > 1 || this.#stream.isTTY !== true || seconds < firstLife || runs < fewestRuns) return;
    this.#bar = true;
    const text = `${runs} runs of the classifier · ${clock(seconds)}`;
    this.#stream.write(`\r\u001b[2K${paint(this.#stream, 'dim', text)}`);
  }

  /** Writes a line, above the bar where there is one. */
  line(text: string, stream: Pick<Stream, 'write'> = this.#stream): void {
    this.clear();
    stream.write(`${text}\n`);
    // The bar is drawn again at the next step, not only after its usual interval.
    if (this.#stream.isTTY === true) this.#drawn = -Infinity;
  }

  end(): void {
    if (this.#stream.isTTY === true) this.clear();
    else if (this.#total > 1) this.#stream.write(`${JSON.stringify(this.#numbers())}\n`);
  }

  #numbers() {
    const seconds = (performance.now() - this.#started) / 1000;
    const perSecond = (this.#done - this.#before) / seconds;
    const secondsLeft = perSecond === 0 ? null : Math.round((this.#total - this.#done) / perSecond);
    return {
      done: this.#done,
      failed: this.#failed,
      total: this.#total,
      perSecond: Number(perSecond.toPrecision(3)),
      secondsLeft,
    };
  }

  #show(): void {
    if (this.#total === 1) return;
    const now = performance.now();
    const terminal = this.#stream.isTTY === true;
    if (now - this.#drawn < (terminal ? barInterval : lineInterval)) return;
    this.#drawn = now;
    if (!terminal) {
      this.#stream.write(`${JSON.stringify(this.#numbers())}\n`);
      return;
    }
    this.#bar = true;
    this.#stream.write(`\r\u001b[2K${this.#picture()}`);
  }

  #picture(): string {
    const { done, failed, total, perSecond, secondsLeft } = this.#numbers();
    // The first pictures wait for their threads: no rate to go by.
    const early = performance.now() - this.#started < firstRate;
    const left = early || secondsLeft === null ? '' : ` · ${perSecond}/s · ${clock(secondsLeft)} left`;
    const counts = ` ${done}/${total}${left}${failed === 0 ? '' : ` · ${failed} failed`}`;
    // Some terminals say 0.
    const columns = this.#stream.columns || 80;
    const width = Math.min(30, columns - counts.length - 1);
    if (width < 5) return counts.slice(1, columns);
    const full = Math.round((width * done) / total);
    return (
      paint(this.#stream, 'green', '█'.repeat(full)) + paint(this.#stream, 'dim', '░'.repeat(width - full)) + counts
    );
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#bar) this.#stream.write('\r\u001b[2K');
    this.#bar = false;
  }
}
