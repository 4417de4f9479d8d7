import { knownOptions } from '../../core/checks.js';
import type { EvaluationRecord } from '../records/record.js';
import { Collector } from './collect.js';
import { localisationRows } from './localisation.js';
import type { SummaryOptions } from './options.js';
import { orderOf } from './order.js';
import { pairedComparisons } from './pairs.js';
import { judgedRows } from './rows.js';
import type { Summary } from './summary.js';
import { raiseFlags } from './flags.js';
import { worstCases } from './worst-case.js';

/** Takes the records of a run, and sums them up. */
export interface Summarizer {
  /**
   * Takes a record, which is not kept: memory grows by some 20 bytes for each picture, condition and defense. Records may
   * come in any order; that of a run is the fastest.
   * @throws RecordsError for one of another schema, one that is there already, or that contradicts an earlier one
   */
  add(record: EvaluationRecord): void;
  /** The summary of all records so far. The same records in any order give the same. */
  finish(): Summary;
}

/**
 * A summary of records, one by one. What each number is, and its formula, stands in `docs/statistics.md`.
 *
 * @param options `summaryOptions` makes them from a plan
 */
export function createSummarizer(options: SummaryOptions = {}): Summarizer {
  knownOptions(options, 'createSummarizer', ['models', 'attacks', 'defenses', 'pictures', 'seed', 'resamples']);
  const { seed, resamples } = options;
  const collector = new Collector(options);
  const order = orderOf(options);
  return {
    add: (record) => collector.add(record),
    finish: () => {
      const judged = judgedRows(collector, order);
      return {
        format: 'pixel-deflection summary',
        schema: 1,
        records: collector.records,
        models: [...collector.models.keys()].toSorted(order.models),
        defenses: collector.defenses.list.toSorted(order.defenses),
        rows: judged.map(({ row }) => row),
        pairs: pairedComparisons(judged, { seed, resamples }),
        worst: worstCases(judged, options),
        localisation: localisationRows(collector, order),
        flags: raiseFlags(judged, options),
      };
    },
  };
}
