import type { EvaluationRecord } from '../records/record.js';

/** The name of clean pictures among attacks. */
export const clean = 'none';

/** An attack of one size, as a column of a tuning. */
export function attackKey({ attack, epsilon }: Pick<EvaluationRecord, 'attack' | 'epsilon'>): string {
  return epsilon === null ? attack : `${attack} ${epsilon}`;
}

/** Draws of a picture, and how many of them were right. */
interface Count {
  right: number;
  draws: number;
}

/**
 * What became of each picture that the bare classifier gets right when clean, behind each defense, under each attack: what
 * searches and comparisons are made on. Others are left out, as in the paper, and so are pictures that not every defense
 * judged under every attack, as their attack failed: all shares are over the same pictures.
 */
export class Outcomes {
  /** Names of pictures that are right before the attack, in the order of the records. */
  readonly #images = new Map<string, number>();
  readonly #counts = new Map<string, Map<string, Count[]>>();
  readonly #controls: ReadonlySet<string>;
  /** Columns of these. */
  readonly #controlKeys = new Set<string>();
  /** Places of the pictures that count; undefined until it is asked for. */
  #complete: number[] | undefined;

  /** @param controls names of attacks that are noise: no part of what is recovered from attacks */
  constructor(controls: Iterable<string> = []) {
    this.#controls = new Set(controls);
  }

  add(record: EvaluationRecord): void {
    const { image, label, before, defense, prediction } = record;
    if (before !== label) return;
    this.#complete = undefined;
    let place = this.#images.get(image);
    if (place === undefined) this.#images.set(image, (place = this.#images.size));
    const key = attackKey(record);
    let byDefense = this.#counts.get(key);
    if (byDefense === undefined) this.#counts.set(key, (byDefense = new Map<string, Count[]>()));
    let counts = byDefense.get(defense);
    if (counts === undefined) byDefense.set(defense, (counts = []));
    const count = (counts[place] ??= { right: 0, draws: 0 });
    count.draws++;
    if (prediction === label) count.right++;
    if (this.#controls.has(record.attack)) this.#controlKeys.add(key);
  }

  get #places(): number[] {
    if (this.#complete === undefined) {
      const columns = [...this.#counts.values()].flatMap((byDefense) => [...byDefense.values()]);
      const all = [...this.#images.values()];
      this.#complete = all.filter((place) => columns.every((counts) => counts[place] !== undefined));
    }
    return this.#complete;
  }

  /** Pictures that are right before the attack and were judged by every defense under every attack. */
  get images(): number {
    return this.#places.length;
  }

  /** Whether a picture is right before the attack. */
  has(image: string): boolean {
    return this.#images.has(image);
  }

  /** Attacks and controls by {@link attackKey}, without the clean pictures. */
  get attacks(): string[] {
    return [...this.#counts.keys()].filter((key) => key !== clean);
  }

  /**
   * The part of draws that are right, by picture: [images].
   * @throws RangeError for a defense that judged nothing under this attack
   */
  parts(attack: string, defense: string): Float64Array {
    const counts = this.#counts.get(attack)?.get(defense);
    if (counts === undefined) throw new RangeError(`Expected judgements of ${defense} under ${attack}`);
    return Float64Array.from(this.#places, (place) => counts[place].right / counts[place].draws);
  }

  /** The share of pictures that are right; NaN without any. */
  share(attack: string, defense: string): number {
    const parts = this.parts(attack, defense);
    return parts.reduce((sum, part) => sum + part, 0) / parts.length;
  }

  /** Mean of the shares over all attacks, without controls. */
  recovered(defense: string): number {
    const attacks = this.attacks.filter((key) => !this.#controlKeys.has(key));
    return attacks.reduce((sum, attack) => sum + this.share(attack, defense), 0) / attacks.length;
  }
}
