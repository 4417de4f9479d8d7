import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../core/random.js';
import { recordLine } from '../records/format.js';
import { type EvaluationRecord, type MadeFacts, recordSchema } from '../records/record.js';
import { decisionsOf } from './decisions.js';
import { canonicalJson } from './key.js';
import type { ImageRef, ShardJob, ShardResult } from './shard.js';

/** A simulated adversary: numbers in the ranges of real ones. */
function madeFacts(random: { uniform(low: number, high: number): number }): MadeFacts {
  const success = random.uniform(0, 1) < 0.9;
  return {
    success,
    successAfterRounding: success && random.uniform(0, 1) < 0.9,
    iterations: 10,
    queries: 3,
    gradients: 10,
    zeroGradients: 0,
    psnr: random.uniform(30, 50),
    ssim: random.uniform(0.8, 1),
  };
}

/** The simulated records of a picture. */
function recordsOf(job: ShardJob, { id, sha256, label }: ImageRef): EvaluationRecord[] {
  const { seed, model, attack, defenses, repeats } = job;
  const classes = Math.max(2, (model.card as { labels: unknown[] }).labels.length);
  const clean = createRandom(BigInt(seed), `simulation/${model.sha256}/${sha256}`);
  const pick = (random: { randint(low: number, high: number): number; uniform(l: number, h: number): number }) =>
    random.uniform(0, 1) < 0.7 ? label : random.randint(0, classes - 1);
  const before = pick(clean);
  const attacked = createRandom(BigInt(seed), `simulation/${model.sha256}/${sha256}/${canonicalJson(attack)}`);
  const isClean = attack.knowledge === 'clean';
  const distances = isClean
    ? { linf: 0, l2: 0, relativeL2: 0 }
    : { linf: attacked.randint(1, 8), l2: attacked.uniform(10, 900), relativeL2: attacked.uniform(0.001, 0.06) };
  const made = isClean ? undefined : madeFacts(attacked);
  return defenses.flatMap((defense, place) =>
    Array.from({ length: decisionsOf(defense, repeats, isClean) }, (_, draw): EvaluationRecord => {
      const prediction = isClean && defense.chain.length === 0 ? before : pick(attacked);
      const confidence = attacked.uniform(1 / classes, 1);
      return {
        schema: recordSchema,
        image: id,
        model: model.name,
        attack: attack.name,
        knowledge: attack.knowledge,
        measure: attack.measure,
        epsilon: attack.size,
        target: attack.target?.name,
        defense: defense.name,
        draw,
        label,
        before,
        prediction,
        confidence,
        truth: prediction === label ? confidence : attacked.uniform(0, 1 - confidence),
        ...distances,
        ...(made && place === 0 && draw === 0 && { made }),
      };
    }),
  );
}

/**
 * A shard without computing: waits as long as `simulate` says for each record, and gives records that follow from the job
 * alone, picture by picture, so that they do not depend on how pictures are put into shards.
 * @throws the signal's reason where that is aborted
 */
export async function simulateShard(job: ShardJob, signal: AbortSignal | undefined): Promise<ShardResult> {
  const records = job.images.flatMap((image) => recordsOf(job, image));
  const milliseconds = records.length * job.simulate!.milliseconds;
  try {
    if (milliseconds > 0) await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
  return {
    key: job.key,
    records: records.map(recordLine).join(''),
    count: records.length,
    unreadable: [],
    milliseconds: { attack: 0, judge: Object.fromEntries(job.defenses.map(({ name }) => [name, 0])) },
  };
}
