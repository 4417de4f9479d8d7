import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { madeFacts } from './support/judgements.js';
import type { EvaluationRecord } from '../src/evaluation/records/record.js';
import { createSummarizer } from '../src/evaluation/summary/summarize.js';

const [pictures, draws] = [1000, 10];
const conditions = 10;
const defenses = Array.from({ length: 10 }, (_, i) => (i === 0 ? 'none' : `defense ${i}`));

/** A million records, each a fresh object with fresh strings, as lines of a file give them. */
function* million(): Generator<EvaluationRecord> {
  for (let size = 0; size < conditions; size++) {
    for (let i = 0; i < pictures; i++) {
      for (const defense of defenses) {
        for (let draw = 0; draw < draws; draw++) {
          const right = (i * 7 + draw * 3 + size) % 10 < 5;
          yield {
            schema: 1,
            image: `n01530575_photo-${i}.jpg`,
            model: 'mobilenetv2',
            attack: size === 0 ? 'none' : 'igsm',
            knowledge: size === 0 ? 'clean' : 'oblivious',
            measure: size === 0 ? 'none' : 'linf',
            epsilon: size === 0 ? null : size,
            defense,
            draw,
            label: 1,
            before: i % 10 === 0 ? 2 : 1,
            prediction: right ? 1 : 2,
            confidence: 0.5,
            truth: 0.25,
            linf: size,
            l2: 100 * size,
            relativeL2: size / 100,
            ...(size > 0 && defense === 'none' && draw === 0 && { made: madeFacts() }),
          };
        }
      }
    }
  }
}

describe('a million records', () => {
  it('are summed up in memory that grows with pictures, conditions and defenses alone', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const held = () => {
      collectGarbage();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const summarizer = createSummarizer({ resamples: 100 });
    const before = held();
    let count = 0;
    let most = 0;
    for (const record of million()) {
      summarizer.add(record);
      if (++count % 200_000 === 0) most = Math.max(most, held() - before);
    }
    expect(count).toBe(1_000_000);
    // 100 cells of 1000 pictures in some 20 bytes each. Kept as objects the records would take
    // 100 MB and more.
    expect(most / 2 ** 20).toBeLessThan(8);
    const { records, rows } = summarizer.finish();
    expect(records).toBe(1_000_000);
    expect(rows).toHaveLength(conditions * defenses.length);
    // Half of the draws of each picture are right.
    for (const row of rows) {
      expect(row).toMatchObject({ images: pictures, draws, accuracy: { share: 0.5, of: pictures } });
      expect(row.recovered).toMatchObject({ of: 900, share: 0.5 });
    }
  });
});
