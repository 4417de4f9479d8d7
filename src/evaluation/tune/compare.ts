import type { Seed } from '../../core/random.js';
import { bootstrapStatistic } from '../statistics/bootstrap.js';
import { paretoFront, type Tradeoff } from '../statistics/pareto.js';
import type { ComparedFamily } from './compared.js';
import { clean, type Outcomes } from './outcomes.js';

/** How a chain stands against a transform whose own parameter was swept, under one attack. */
export interface FamilyComparison {
  readonly attack: string;
  readonly family: string;
  /**
   * The transform at the chain's clean accuracy, on the front of its values that no other beats in both: `'interpolated'`
   * between two of them; `'keeps more'`: at the one that recovers most, which keeps more of the clean accuracy too;
   * `'keeps less'`: at the mildest, as it reaches the chain's clean accuracy with none.
   */
  readonly at: 'interpolated' | 'keeps more' | 'keeps less';
  /** The settings that it is taken at, with the share of each. */
  readonly settings: readonly { readonly defense: string; readonly share: number }[];
  /** Clean accuracy of chain and transform. */
  readonly clean: readonly [chain: number, transform: number];
  /** Recovered accuracy of both. */
  readonly recovered: readonly [chain: number, transform: number];
  /**
   * Chain − transform, with its 95 % interval by the bootstrap over pictures. Each resample finds the clean accuracies, the
   * front and the place on it anew: where a front is steep, most of the doubt is in these.
   */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** What becomes of each picture behind a defense, clean and attacked, as parts of its draws: [images]. */
interface Columns {
  readonly defense: string;
  readonly clean: Float64Array;
  readonly recovered: Float64Array;
}

interface Point extends Tradeoff {
  readonly defense: string;
}

type Setting = readonly [point: Point, share: number];

/** Where a clean accuracy lies on a transform's front: the settings to take, and how often each. */
function settingsAt(front: readonly Point[], wanted: number): { at: FamilyComparison['at']; settings: Setting[] } {
  const above = front.findIndex((point) => point.clean >= wanted);
  if (above === -1) return { at: 'keeps less', settings: [[front[front.length - 1], 1]] };
  const right = front[above];
  if (right.clean === wanted) return { at: 'interpolated', settings: [[right, 1]] };
  if (above === 0) return { at: 'keeps more', settings: [[right, 1]] };
  const left = front[above - 1];
  const share = (wanted - left.clean) / (right.clean - left.clean);
  return {
    at: 'interpolated',
    settings: [
      [left, 1 - share],
      [right, share],
    ],
  };
}

/** Mean over pictures, each counted as often as it was drawn. */
function mean(values: Float64Array, counts: Float64Array): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    sum += values[i] * counts[i];
    total += counts[i];
  }
  return sum / total;
}

/** Chain and transform over a sample of the pictures. */
function compareOn(counts: Float64Array, chain: Columns, family: readonly Columns[]) {
  const [own, ...points] = [chain, ...family].map(({ defense, clean: kept, recovered }): Point => ({
    defense,
    clean: mean(kept, counts),
    recovered: mean(recovered, counts),
  }));
  const { at, settings } = settingsAt(paretoFront(points), own.clean);
  const mixed = (key: keyof Tradeoff) => settings.reduce((sum, [point, share]) => sum + point[key] * share, 0);
  return { at, settings, own, mixed: { clean: mixed('clean'), recovered: mixed('recovered') } };
}

/**
 * Compares a chain with a transform at equal clean accuracy. Between two values of its parameter the transform is one of
 * the two, taken at random for each picture with the odds that give the chain's clean accuracy: this has the accuracies
 * on the line between both.
 */
export function compareWithFamily(
  outcomes: Outcomes,
  chain: string,
  { name, defenses }: ComparedFamily,
  attack: string,
  seed: Seed,
): FamilyComparison {
  const columnsOf = (defense: string): Columns => ({
    defense,
    clean: outcomes.parts(clean, defense),
    recovered: outcomes.parts(attack, defense),
  });
  const own = columnsOf(chain);
  const family = defenses.map((defense) => columnsOf(defense.name));
  const all = compareOn(new Float64Array(outcomes.images).fill(1), own, family);
  const differenceOn = (counts: Float64Array) => {
    const found = compareOn(counts, own, family);
    return found.own.recovered - found.mixed.recovered;
  };
  return {
    attack,
    family: name,
    at: all.at,
    settings: all.settings.map(([{ defense }, share]) => ({ defense, share })),
    clean: [all.own.clean, all.mixed.clean],
    recovered: [all.own.recovered, all.mixed.recovered],
    difference: all.own.recovered - all.mixed.recovered,
    ...bootstrapStatistic(outcomes.images, differenceOn, { seed, stream: `${chain}/${name}/${attack}` }),
  };
}
