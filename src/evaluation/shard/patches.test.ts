import { describe, expect, it } from 'vitest';
import { cleanAttack, deflection, jobOf, none } from '../../../test/support/shard-jobs.js';
import { picture } from '../../../test/support/pictures.js';
import { createRandom } from '../../core/random.js';
import { createPatchDatabase, encodePatches } from '../../defenses/patches.js';
import { sha256Of } from './key.js';
import { createPatchCache, samplePatches } from './patches.js';

const model = { name: 'm', sha256: 'a'.repeat(64), card: {} };
const images = [{ id: 'x', sha256: 'b'.repeat(64), label: 0 }];
const quilt = { ...none, name: 'quilt', chain: [{ transform: 'quilt' as const, options: {} }] };
const own = createPatchDatabase([picture(20, 20, 3, 'bytes')], { count: 50, random: createRandom(1) });
const bytes = encodePatches(own);
const patches = sha256Of(bytes);

describe('patches of a job', () => {
  it('are none where no chain quilts', async () => {
    const patchesOf = createPatchCache(() => Promise.reject(new Error('nothing is to be read')));
    expect(await patchesOf(jobOf({ model, images, defenses: [none, deflection], patches }))).toBeUndefined();
  });

  it('are those of its hash, read once, for a chain that judges or is attacked', async () => {
    const asked: string[] = [];
    const patchesOf = createPatchCache(async (sha256) => {
      asked.push(sha256);
      return bytes;
    });
    const attack = { ...cleanAttack, target: quilt };
    expect(await patchesOf(jobOf({ model, images, defenses: [none, quilt], patches }))).toEqual(own);
    expect(await patchesOf(jobOf({ model, images, defenses: [none], attack, patches }))).toEqual(own);
    expect(asked).toEqual([patches]);
  });

  it('that are not there, or others, are refused; a later try may succeed', async () => {
    const job = jobOf({ model, images, defenses: [quilt], patches });
    await expect(createPatchCache()(job)).rejects.toThrow(`no patch database has the SHA-256 ${patches}`);
    let found: Uint8Array = bytes.subarray(1);
    const patchesOf = createPatchCache(async () => found);
    await expect(patchesOf(job)).rejects.toThrow(`the patch database ${patches} has changed`);
    found = bytes;
    expect(await patchesOf(job)).toEqual(own);
  });

  it('are else those of the sample pictures, always the same', async () => {
    const patchesOf = createPatchCache();
    const [first, second] = await Promise.all([
      patchesOf(jobOf({ model, images, defenses: [quilt] })),
      samplePatches(),
    ]);
    expect(first).toMatchObject({ patchSize: 5, channels: 3, count: 100_000 });
    expect(Buffer.compare(first!.data, second.data)).toBe(0);
  });
});
