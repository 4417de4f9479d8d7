import { showPath } from '../../io/show-path.js';
import type { Outcome } from './messages.js';

const invisible = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** One line of JSON that is safe to print: characters that command a terminal or hide others are escaped. */
export function jsonLine(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
  return text.replace(invisible, (character) =>
    Array.from({ length: character.length }, (_, i) => {
      return `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
    }).join(''),
  );
}

/** Notices of many pictures, each kind once: kinds differ in words, not in numbers. */
export class Notices {
  readonly #kinds = new Map<string, { readonly text: string; readonly input: string; count: number }>();

  add(text: string, input: string): void {
    const kind = text.replaceAll(/\d+(\.\d+)?/g, '#');
    const known = this.#kinds.get(kind);
    if (known === undefined) this.#kinds.set(kind, { text, input, count: 1 });
    else known.count++;
  }

  /** `text`, or `text (a.jpg, and the like for 299 more)`. */
  lines(total: number): string[] {
    return [...this.#kinds.values()].map(({ text, input, count }) => {
      if (total === 1) return text;
      return `${text} (${showPath(input)}${count === 1 ? '' : `, and the like for ${count - 1} more`})`;
    });
  }
}

/** Takes answers in any order and gives them on in the order of the pictures. */
export class InOrder<T> {
  readonly #waiting = new Map<number, T>();
  readonly #give: (value: T, index: number) => void;
  #next = 0;

  constructor(give: (value: T, index: number) => void) {
    this.#give = give;
  }

  add(index: number, value: T): void {
    this.#waiting.set(index, value);
    for (let ready = this.#waiting.get(this.#next); ready !== undefined; ready = this.#waiting.get(this.#next)) {
      this.#waiting.delete(this.#next);
      this.#give(ready, this.#next++);
    }
  }

  /** Gives on what is left, where some before it will never come. */
  flush(): void {
    for (const [index, value] of [...this.#waiting].toSorted(([a], [b]) => a - b)) this.#give(value, index);
    this.#waiting.clear();
  }
}

/** What `--json` prints for a picture. */
export function outcomeJson(outcome: Outcome<unknown>, task: { readonly input: string }): string {
  return jsonLine('report' in outcome ? outcome.report : { input: task.input, error: outcome.error });
}
