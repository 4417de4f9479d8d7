import { showPath } from '../io/show-path.js';
import type { DefendFlags } from './defend-options.js';
import type { Task } from './task.js';
import type { PictureReport } from './picture-report.js';
import type { Failure } from './messages.js';
import { paint } from './progress.js';
import { Notices, type Outcome } from './results.js';

function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Counts outcomes, and says at the end what was done, where it went and how to have it again. */
export class Summary {
  readonly #flags: DefendFlags;
  readonly #tasks: readonly Task[];
  readonly #workers: number;
  readonly #started = performance.now();
  readonly #notices = new Notices();
  readonly #failures: Failure[] = [];
  #last: PictureReport | undefined;
  #done = 0;

  constructor(flags: DefendFlags, tasks: readonly Task[], workers: number) {
    this.#flags = flags;
    this.#tasks = tasks;
    this.#workers = workers;
  }

  add(outcome: Outcome): void {
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

  /** The lines of the summary. */
  lines(): string[] {
    const total = this.#tasks.length;
    const time = performance.now() - this.#started;
    const good = this.#failures.length === 0;
    const mark = good ? paint(process.stderr, 'green', '✓') : paint(process.stderr, 'red', '✗');
    const facts = total === 1 ? this.#pictureFacts(time) : this.#folderFacts(time);
    const notices = this.#notices.lines(total).map((text) => paint(process.stderr, 'dim', `  note: ${text}`));
    return [`${mark} ${facts.join(' · ')} · seed ${this.#flags.settings.seed}`, ...notices];
  }

  #pictureFacts(time: number): string[] {
    const report = this.#last as PictureReport;
    const { width, height } = report.outputSize;
    const shown = report.show === undefined ? '' : `, shown in ${showPath(report.show)}`;
    return [
      `${showPath(report.input)} → ${showPath(report.output)}${shown}`,
      `${width} × ${height}`,
      `${report.copies} samples moved`,
      `${report.options.denoiser === 'none' ? 'not denoised' : report.options.denoiser}`,
      seconds(time),
    ];
  }

  #folderFacts(time: number): string[] {
    const total = this.#tasks.length;
    const good = this.#failures.length === 0;
    const shown = this.#flags.show === undefined ? '' : `, shown in ${showPath(this.#flags.show)}`;
    return [
      `${good ? total : `${this.#done} of ${total}`} pictures → ${showPath(this.#flags.output)}${shown}`,
      seconds(time),
      `${((1000 * this.#done) / time).toFixed(1)}/s`,
      `${this.#workers} ${this.#workers === 1 ? 'worker' : 'workers'}`,
      ...(good ? [] : [`${this.#failures.length} failed`]),
    ];
  }
}
