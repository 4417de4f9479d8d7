import {
  type PublishedAccuracy,
  type PublishedModel,
  publishedTable1,
  publishedTable3,
  publishedTable4,
} from '../plan/published.js';
import type { Interval } from '../statistics/wilson.js';
import { type AttackFacts, none } from './options.js';
import type { SummaryRow } from './summary.js';

/** A number of the paper, and ours of the same attack, size and defense. */
export interface PublishedComparison {
  readonly table: 1 | 3 | 4;
  /** What is compared: accuracy over pictures right before the attack, or the destruction rate. */
  readonly measure: 'recovered' | 'destroyed';
  /** The paper's model; undefined for Table 4. */
  readonly publishedModel?: PublishedModel;
  /** What the paper calls the defense. */
  readonly publishedDefense: string;
  /** As a share, 0…1. */
  readonly published: number;
  /** Our model, attack and defense. */
  readonly model: string;
  readonly attack: string;
  readonly defense: string;
  /** Relative L2 of ours: one; those between .02 and .06 for Table 4; none for clean pictures. */
  readonly sizes: readonly number[];
  readonly ours: number;
  /** The 95 % interval of ours; null for a mean over several sizes. */
  readonly interval: Interval | null;
}

/** Columns of Tables 1 and 3, and what plans call these defenses. */
const columns = [
  ['undefended', 'no defense', none],
  ['defended', 'PD+R-CAM+WD', 'PD+R-CAM+WD'],
  ['ensemble', 'Ens-10', 'Ens-10'],
] as const;

/** What Table 4 calls a defense, where plans have it in other forms: the better one counts. */
const forms: Readonly<Record<string, readonly string[]>> = { 'feature squeezing': ['FS bit depth', 'FS median'] };

/** The sizes that Table 4 is over. */
const [least, most] = [0.02, 0.06];

/** Rows with the methods of their attacks: oblivious ones on the judged model at a relative L2, and clean ones. */
type Named = SummaryRow & { readonly method: string };

function comparable(rows: readonly SummaryRow[], attacks: readonly AttackFacts[]): Named[] {
  const facts = new Map(attacks.map((each) => [each.name, each]));
  return rows.flatMap((row) => {
    if (row.attack === none) return [{ ...row, method: none }];
    const attack = facts.get(row.attack);
    const same = row.knowledge === 'oblivious' && row.measure === 'relative-l2' && attack?.source === undefined;
    return attack !== undefined && same ? [{ ...row, method: attack.method }] : [];
  });
}

function besideAccuracy(published: PublishedAccuracy, rows: readonly Named[]): PublishedComparison[] {
  const { table, model: publishedModel, attack, relativeL2 } = published;
  return columns.flatMap(([key, publishedDefense, defense]) => {
    const found = rows.filter((row) => {
      const same = row.method === attack && row.epsilon === relativeL2 && row.defense === defense;
      return same && row.recovered.of > 0;
    });
    return found.map(({ model, attack: name, recovered: { share, low, high } }): PublishedComparison => ({
      table,
      measure: 'recovered',
      publishedModel,
      publishedDefense,
      published: published[key] / 100,
      model,
      attack: name,
      defense,
      sizes: relativeL2 === null ? [] : [relativeL2],
      ours: share,
      interval: { low, high },
    }));
  });
}

/** The mean destruction rate of a defense over sizes; undefined where nothing was destroyed that could be undone. */
function meanOver(rows: readonly Named[]): Pick<PublishedComparison, 'sizes' | 'ours' | 'interval'> | undefined {
  const counted = rows.filter(({ destroyed }) => destroyed.of > 0);
  if (counted.length === 0) return undefined;
  const [{ destroyed }] = counted;
  return {
    sizes: counted.map(({ epsilon }) => epsilon as number),
    ours: counted.reduce((sum, row) => sum + row.destroyed.share, 0) / counted.length,
    interval: counted.length === 1 ? { low: destroyed.low, high: destroyed.high } : null,
  };
}

function besideTable4(rows: readonly Named[]): PublishedComparison[] {
  const models = [...new Set(rows.map(({ model }) => model))];
  const sized = rows.filter(({ epsilon }) => epsilon !== null && epsilon >= least && epsilon <= most);
  return publishedTable4.flatMap(({ table, defense: publishedDefense, ...rates }) =>
    models.flatMap((model) =>
      Object.entries(rates).flatMap(([method, published]): PublishedComparison[] => {
        const names = forms[publishedDefense] ?? [publishedDefense];
        const ours = names.flatMap((defense) => {
          const found = sized.filter((row) => {
            return row.model === model && row.method === method && row.defense === defense;
          });
          const mean = meanOver(found);
          return mean === undefined ? [] : [{ ...mean, model, defense, attack: found[0].attack }];
        });
        const best = ours.toSorted((a, b) => b.ours - a.ours).at(0);
        if (published === null || best === undefined) return [];
        return [{ table, measure: 'destroyed', publishedDefense, published, ...best }];
      }),
    ),
  );
}

/**
 * The numbers of the paper (Prakash et al., CVPR 2018, Tables 1, 3 and 4) that the rows of a run can stand beside: the same
 * attack of the same relative L2, ignorant of the defense, and the defense of the same name, as in the presets
 * `paper-table-3` and `paper-table-4`. Every model of ours stands beside every one of the paper: none is the same, and sizes
 * differ between them. Table 4 gives one number for sizes from .02 to .06: beside it stands the mean of ours over them.
 *
 * @param attacks `attackFacts` of the plan
 */
export function comparePublished(rows: readonly SummaryRow[], attacks: readonly AttackFacts[]): PublishedComparison[] {
  const named = comparable(rows, attacks);
  return [
    ...[...publishedTable3, ...publishedTable1].flatMap((published) => besideAccuracy(published, named)),
    ...besideTable4(named),
  ];
}
