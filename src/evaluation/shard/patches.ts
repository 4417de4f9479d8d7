import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../../core/random.js';
import { hasStep } from '../../defenses/chain/check.js';
import { createPatchDatabase, decodePatches, type PatchDatabase } from '../../defenses/patches.js';
import { readImage } from '../../io/index.js';
import type { Patches } from './defended.js';
import { ShardError } from './errors.js';
import { sha256Of } from './key.js';
import type { ShardJob } from './shard.js';

/** Finds the bytes of a patch database by their SHA-256; undefined where there is none of this hash. */
export type PatchSource = (sha256: string) => Promise<Uint8Array | undefined>;

const samplesFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'assets', 'samples');

/**
 * Patches of the sample pictures of the package, for quilting where no other database is named: 5 × 5 pixels, up to 100,000
 * of them, at places drawn with a fixed seed. They are rendered pictures, so that they hold nothing of any data set.
 */
export async function samplePatches(): Promise<PatchDatabase> {
  const names = (await readdir(samplesFolder)).filter((name) => name.endsWith('.png')).toSorted();
  const pictures = await Promise.all(names.map(async (name) => (await readImage(join(samplesFolder, name))).image));
  return createPatchDatabase(pictures, { random: createRandom(0, 'sample patches') });
}

/** Keeps the patch database that was used last: jobs of a run share one. */
export function createPatchCache(source?: PatchSource): (job: ShardJob) => Promise<Patches> {
  let held: { readonly name: string; readonly patches: Promise<PatchDatabase> } | undefined;

  async function load(sha256: string): Promise<PatchDatabase> {
    const bytes = await source?.(sha256);
    if (bytes === undefined) throw new ShardError(`no patch database has the SHA-256 ${sha256}`);
    if (sha256Of(bytes) !== sha256) throw new ShardError(`the patch database ${sha256} has changed`);
    return decodePatches(bytes);
  }

  return async ({ defenses, attack, patches }) => {
    const chains = [...defenses, ...(attack.target ? [attack.target] : [])].map(({ chain }) => chain);
    if (!chains.some((chain) => hasStep(chain, 'quilt'))) return undefined;
    const name = patches ?? 'samples';
    if (held?.name !== name) {
      held = { name, patches: patches === undefined ? samplePatches() : load(patches) };
      // A failure is for the caller, and not kept.
      held.patches.catch(() => (held = undefined));
    }
    return held.patches;
  };
}
