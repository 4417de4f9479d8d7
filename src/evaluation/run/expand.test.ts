import { describe, expect, it } from 'vitest';
import { oblivious, simulatedManifest } from '../../../test/support/simulated-run.js';
import type { AttackPlan } from '../plan/plan.js';
import { expand, type Shards } from './expand.js';

function all({ count, at }: Shards) {
  return Array.from({ length: count }, (_, index) => at(index));
}

/** What the records of a run are about, in order, one entry for each picture of each shard. */
function order(shards: Shards): string[] {
  return all(shards).flatMap(({ model, attack, defenses, images }) =>
    images.map(({ id }) =>
      [model.name, attack.name, attack.size, attack.target?.name, defenses.map(({ name }) => name).join('+'), id].join(
        ' ',
      ),
    ),
  );
}

describe('expand', () => {
  it('goes model by model, clean pictures first, attack by attack, size by size, picture by picture', () => {
    const shards = expand(simulatedManifest(3, { shardSize: 2, models: 2 }));
    const pictures = ['picture0.png', 'picture1.png', 'picture2.png'];
    const expected = ['model0', 'model1'].flatMap((model) =>
      ['none  ', 'igsm 2 ', 'igsm 4 '].flatMap((attack) => pictures.map((id) => `${model} ${attack} none+PD ${id}`)),
    );
    expect(order(shards)).toEqual(expected);
    expect(all(shards).map(({ index }) => index)).toEqual([...Array(12).keys()]);
  });

  it('has the same order of pictures with any size of shards', () => {
    const orders = [1, 2, 3, 16].map((shardSize) => order(expand(simulatedManifest(5, { shardSize, models: 2 }))));
    for (const other of orders.slice(1)) expect(other).toEqual(orders[0]);
  });

  it('gives every defense that is aimed at adversaries of its own, judged with that defense', () => {
    const adaptive: AttackPlan = { ...oblivious, name: 'pgd', knowledge: 'adaptive', against: ['PD', 'none'] };
    const shards = expand(simulatedManifest(1, { attacks: [adaptive] }));
    expect(order(shards)).toEqual([
      'model0 none   none+PD picture0.png',
      'model0 pgd 2 PD PD picture0.png',
      'model0 pgd 2 none none picture0.png',
      'model0 pgd 4 PD PD picture0.png',
      'model0 pgd 4 none none picture0.png',
    ]);
  });

  it('makes transferred adversaries on the other model, and none on the model itself', () => {
    const transfer: AttackPlan = { ...oblivious, sizes: [2], name: 'transfer', source: 'model1' };
    const jobs = all(expand(simulatedManifest(1, { models: 2, attacks: [transfer] })));
    expect(jobs.map(({ model, attack }) => [model.name, attack.name, attack.source?.name])).toEqual([
      ['model0', 'none', undefined],
      ['model0', 'transfer', 'model1'],
      ['model1', 'none', undefined],
    ]);
  });

  it('leaves pictures out of the shards of a model that does not know their class', () => {
    const manifest = simulatedManifest(3, { shardSize: 2, models: 2, attacks: [] });
    const images = manifest.images.map((image, i) => ({ ...image, labels: [i === 1 ? null : 4, 5] }));
    const jobs = all(expand({ ...manifest, images }));
    expect(
      jobs.map(({ model, images: some }) => [model.name, ...some.map(({ id, label }) => `${id} ${label}`)]),
    ).toEqual([
      ['model0', 'picture0.png 4', 'picture2.png 4'],
      ['model1', 'picture0.png 5', 'picture1.png 5'],
      ['model1', 'picture2.png 5'],
    ]);
  });

  it('gives every shard a key that follows from what it computes, not from the names of run or machine', () => {
    const manifest = simulatedManifest(9, { models: 2 });
    const keys = all(expand(manifest)).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/);
    const again = { ...manifest, command: [], started: 'later', version: '2', adversaries: true };
    expect(all(expand(again)).map(({ key }) => key)).toEqual(keys);
    const others = [
      { ...manifest, code: 'other' },
      { ...manifest, plan: { ...manifest.plan, seed: '8' } },
      { ...manifest, plan: { ...manifest.plan, repeats: 3 } },
      { ...manifest, models: manifest.models.map((model) => ({ ...model, sha256: `${model.sha256}b` })) },
      { ...manifest, images: manifest.images.map((image) => ({ ...image, sha256: `${image.sha256}b` })) },
    ];
    for (const other of others) {
      for (const { key } of all(expand(other))) expect(keys).not.toContain(key);
    }
  });

  it('refuses places that there are not', () => {
    const shards = expand(simulatedManifest(4, { attacks: [] }));
    expect(() => shards.at(1)).toThrow('Expected an integer from 0 to 0 for index but received 1');
    expect(() => shards.at(-1)).toThrow('Expected an integer from 0 to 0 for index but received -1');
  });
});
