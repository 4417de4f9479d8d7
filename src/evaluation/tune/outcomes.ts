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
 * searches and comparisons are made on. Others are left out, as in the paper.
 */
export class Outcomes {
  /** Names of pictures that are right before the attack, in the order of the records. */
  readonly #images = new Map<string, number>();
  readonly #counts = new Map<string, Map<string, Count[]>>();

  add(record: EvaluationRecord): void {
    const { image, label, before, defense, prediction } = record;
    if (before !== label) return;
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
  }

  /** Pictures that are right before the attack. */
  get images(): number {
    return this.#images.size;
  }

  /** Whether a picture is right before the attack. */
  has(image: string): boolean {
    return this.#images.has(image);
  }

  /** Attacks by {@link attackKey}, without the clean pictures. */
  get attacks(): string[] {
    return [...this.#counts.keys()].filter((key) => key !== clean);
  }

  /**
   * The part of draws that are right, by picture: [images].
   * @throws RangeError where the defense did not judge every picture under this attack
   */
  parts(attack: string, defense: string): Float64Array {
    const counts = this.#counts.get(attack)?.get(defense) ?? [];
    return Float64Array.from({ length: this.images }, (_, i) => {
      const count = counts[i];
      if (count === undefined) throw new RangeError(`Expected all pictures for ${defense} under ${attack}`);
      return count.right / count.draws;
    });
  }

  /** The share of pictures that are right; NaN without any. */
  share(attack: string, defense: string): number {
    const parts = this.parts(attack, defense);
    return parts.reduce((sum, part) => sum + part, 0) / parts.length;
  }

  /** Mean of the shares over all attacks. */
  recovered(defense: string): number {
    const { attacks } = this;
    return attacks.reduce((sum, attack) => sum + this.share(attack, defense), 0) / attacks.length;
  }
}
