/** The place of a picture's true class among the classes that were named, from 0; -1 where it is not among them. */
export interface Ranks {
  readonly before: number;
  /** Undefined without a defense. */
  readonly after: number | undefined;
}

/** Shares in per cent of the pictures with a true class: the likeliest class is it, or it is among the likeliest five. */
export interface TopShares {
  readonly top1: number;
  readonly top5: number;
}

/** What `--json` prints last. */
export interface AccuracyReport {
  readonly pictures: number;
  /** Pictures whose names tell their class: what the shares are of. */
  readonly labelled: number;
  readonly before: TopShares;
  readonly after?: TopShares;
}

function shares(ranks: readonly number[]): TopShares {
  const within = (count: number) => (100 * ranks.filter((rank) => rank >= 0 && rank < count).length) / ranks.length;
  return { top1: within(1), top5: within(5) };
}

/** Counts how often a classifier is right, as the published repository's batch mode does. */
export class Accuracy {
  readonly #ranks: Ranks[] = [];
  #pictures = 0;

  /** @param ranks undefined for a picture whose name does not tell its class */
  add(ranks: Ranks | undefined): void {
    this.#pictures++;
    if (ranks !== undefined) this.#ranks.push(ranks);
  }

  /** Undefined where there is nothing to say: a single picture, or none whose name tells its class. */
  get report(): AccuracyReport | undefined {
    const labelled = this.#ranks.length;
    if (this.#pictures < 2 || labelled === 0) return undefined;
    const after = this.#ranks.flatMap((ranks) => (ranks.after === undefined ? [] : [ranks.after]));
    return {
      pictures: this.#pictures,
      labelled,
      before: shares(this.#ranks.map(({ before }) => before)),
      ...(after.length > 0 && { after: shares(after) }),
    };
  }

  lines(): string[] {
    const { report } = this;
    if (report === undefined) return [];
    const { pictures, labelled, before, after } = report;
    const of = labelled === pictures ? `${labelled} pictures` : `the ${labelled} of ${pictures} pictures with a label`;
    const line = (when: string, { top1, top5 }: TopShares) =>
      `${when}Top-1 accuracy ${top1.toFixed(2)} %, Top-5 accuracy ${top5.toFixed(2)} % of ${of}`;
    return after === undefined
      ? [line('', before)]
      : [line('Before the defense: ', before), line('After the defense:  ', after)];
  }
}
