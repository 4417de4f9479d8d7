import type { Failure, Outcome } from './messages.js';
import { paint } from './progress.js';
import { Notices } from './results.js';

/** `480 ms` or `12.3 s`. */
function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Counts outcomes, and says at the end what was done. */
export class Summary<R extends { readonly input: string; readonly notices: readonly string[] }> {
  readonly #total: number;
  readonly #workers: number;
  readonly #started = performance.now();
  readonly #notices = new Notices();
  readonly #failures: Failure[] = [];
  #last: R | undefined;
  #done = 0;

  constructor(total: number, workers: number) {
    this.#total = total;
    this.#workers = workers;
  }

  add(outcome: Outcome<R>): void {
    if (!('report' in outcome)) {
      this.#failures.push(outcome);
      return;
    }
    this.#done++;
    this.#last = outcome.report;
    for (const text of outcome.report.notices) this.#notices.add(text, outcome.report.input);
  }

  /** 0 where all went well; 2 where an option fitted none of the pictures; else 1. */
  get exitCode(): number {
    if (this.#failures.length === 0) return 0;
    return this.#done === 0 && this.#failures.every(({ usage }) => usage) ? 2 : 1;
  }

  get done(): number {
    return this.#done;
  }

  /** A report, for what all of them say; undefined where no picture could be worked on. */
  get report(): R | undefined {
    return this.#last;
  }

  /**
   * Says on standard error what was done; of a single picture that failed its error has said it.
   * @param one what to say of a single picture, before its time
   * @param where what follows the number of several pictures
   * @param last what to say in the end
   */
  tell(one: (report: R) => readonly string[], where: string, last: readonly string[]): void {
    if (this.#total === 1 && this.#done === 0) return;
    const good = this.#failures.length === 0;
    const mark = good ? paint(process.stderr, 'green', '✓') : paint(process.stderr, 'red', '✗');
    const time = performance.now() - this.#started;
    const facts = this.#total === 1 ? [...one(this.#last as R), seconds(time)] : this.#folderFacts(where, time);
    const notices = this.#notices.lines(this.#total).map((text) => paint(process.stderr, 'dim', `  note: ${text}`));
    for (const line of [`${mark} ${[...facts, ...last].join(' · ')}`, ...notices]) process.stderr.write(`${line}\n`);
  }

  #folderFacts(where: string, time: number): string[] {
    const good = this.#failures.length === 0;
    return [
      `${good ? this.#total : `${this.#done} of ${this.#total}`} pictures${where}`,
      seconds(time),
      `${((1000 * this.#done) / time).toFixed(1)}/s`,
      `${this.#workers} ${this.#workers === 1 ? 'worker' : 'workers'}`,
      ...(good ? [] : [`${this.#failures.length} failed`]),
    ];
  }
}
