import { knownOptions } from '../../core/checks.js';
import type { Classifier } from '../../models/index.js';
import type { AdversaryStore } from './adversary-store.js';
import type { Patches } from './defended.js';
import { problemOf } from './errors.js';
import { judgesOf } from './judge.js';
import { createModelCache } from './models.js';
import { createPatchCache, type PatchSource } from './patches.js';
import { computePicture, type Work } from './picture.js';
import type { ContentStore, ShardComputer, ShardJob, ShardResult, Unreadable } from './shard.js';
import { simulateShard } from './simulate.js';

export interface ComputerOptions {
  /** Where adversaries are kept and found again. Default: nowhere. */
  adversaries?: AdversaryStore;
  /** Finds the patch databases that jobs name. Default: there is none but that of the sample pictures. */
  patchesSource?: PatchSource;
}

/** What a job needs, loaded. */
interface Loaded {
  readonly judged: Classifier;
  readonly source: Classifier | undefined;
  readonly patches: Patches;
}

/** Computes the pictures of a shard, one after the other. */
async function computeShard(
  job: ShardJob,
  { judged, source, patches }: Loaded,
  shared: Pick<Work, 'store' | 'adversaries' | 'signal'>,
): Promise<ShardResult> {
  const judges = judgesOf(judged, job, patches);
  const milliseconds = { attack: 0, judge: Object.fromEntries(job.defenses.map(({ name }) => [name, 0])) };
  const work: Work = { ...shared, job, judged, source, patches, judges, milliseconds };
  const unreadable: Unreadable[] = [];
  const lines: string[] = [];
  for (const image of job.images) {
    shared.signal?.throwIfAborted();
    try {
      // oxlint-disable-next-line no-await-in-loop -- one picture at a time: what is near it must not change its numbers
      lines.push(...(await computePicture(work, image)));
    } catch (error) {
      const reason = problemOf(error);
      if (reason === undefined) throw error;
      unreadable.push({ image: image.id, reason });
    }
  }
  return { key: job.key, records: lines.join(''), count: lines.length, unreadable, milliseconds };
}

/**
 * What computes shards: for each picture the class that the bare network names for it, its adversary, and what every
 * defense makes of that. Pictures are taken one at a time, networks run in one thread, random numbers follow from the
 * seed and the picture: the same job gives the same bytes of records in every process, and a picture the same records in
 * whatever shard it is.
 *
 * `compute` takes jobs as they are: those from outside are to pass `checkJob` first. It rejects with a ShardError where
 * nothing of the shard can be computed here (no such model, a chain that does not fit), and with the signal's reason where
 * that is aborted; pictures that cannot be read or attacked are listed in the result.
 */
export function createComputer(store: ContentStore, options: ComputerOptions = {}): ShardComputer {
  knownOptions(options, 'createComputer', ['adversaries', 'patchesSource']);
  const models = createModelCache(store);
  const patchesOf = createPatchCache(options.patchesSource);
  return {
    async compute(job, signal) {
      signal?.throwIfAborted();
      if (job.simulate) return simulateShard(job, signal);
      const judged = await models.get(job.model);
      const source = job.attack.source && (await models.get(job.attack.source));
      const patches = await patchesOf(job);
      return computeShard(job, { judged, source, patches }, { store, adversaries: options.adversaries, signal });
    },
    dispose: () => models.dispose(),
  };
}
