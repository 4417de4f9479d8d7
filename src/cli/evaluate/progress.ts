import type { RunProgress } from '../../evaluation/run/run-manifest.js';
import { Progress } from '../run/progress.js';

/** The progress of a run: first pictures that are looked at, then records. */
export class EvaluateProgress {
  #progress: Progress | undefined;
  #what: 'pictures' | 'records' | undefined;

  /** Pictures that were looked at. */
  pictures(done: number, total: number): void {
    // Few pictures are looked at within a moment.
    if (total < 100) return;
    this.#of('pictures', total, 0).to(done, 0);
  }

  /** Records that are on disk; those of pictures that could not be read or attacked are counted as failed. */
  records({ records, missing, ofRecords }: RunProgress): void {
    this.#of('records', ofRecords, records + missing).to(records + missing, missing);
  }

  #of(what: 'pictures' | 'records', total: number, before: number): Progress {
    if (this.#progress === undefined || this.#what !== what) {
      this.#progress?.clear();
      this.#progress = new Progress(total, process.stderr, before);
      this.#what = what;
    }
    return this.#progress;
  }

  /** Writes a line, above the bar where there is one. */
  line(text: string, stream: Pick<NodeJS.WriteStream, 'write'> = process.stderr): void {
    if (this.#progress === undefined) stream.write(`${text}\n`);
    else this.#progress.line(text, stream);
  }

  end(): void {
    this.#progress?.end();
  }

  clear(): void {
    this.#progress?.clear();
  }
}
