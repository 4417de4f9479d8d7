import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { simulatedManifest } from '../../../test/support/simulated-run.js';
import { readManifest } from './run-folder.js';

const whole = simulatedManifest(2);
const [attack] = whole.plan.attacks;

function folderOf(manifest: unknown): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

describe('the manifest of a run', () => {
  it('is read as it was written', async () => {
    expect(await readManifest(folderOf(whole))).toEqual(whole);
  });

  it.each([
    ['nothing but its format', { format: whole.format, schema: 1 }],
    ['no pictures that could not be used', { ...whole, unreadable: undefined }],
    ['a picture without a reason', { ...whole, unreadable: [{ image: 'a.png' }] }],
    ['no attacks', { ...whole, plan: { ...whole.plan, attacks: null } }],
    ['an attack from no model', { ...whole, plan: { ...whole.plan, attacks: [{ ...attack, source: 'other' }] } }],
    ['an attack on no defense', { ...whole, plan: { ...whole.plan, attacks: [{ ...attack, against: ['other'] }] } }],
    ['a seed that is no number', { ...whole, plan: { ...whole.plan, seed: 'x' } }],
    ['shards of nothing', { ...whole, shardSize: 0 }],
    ['models that are no list', { ...whole, models: {} }],
    ['fewer models than its plan', { ...whole, models: [] }],
    ['a picture without labels', { ...whole, images: [{ ...whole.images[0], labels: [] }] }],
  ])('is damaged with %s', async (_, manifest) => {
    const damaged = /manifest\.json: is damaged, expected the manifest of a run$/;
    await expect(readManifest(folderOf(manifest))).rejects.toThrow(damaged);
  });

  it.each([null, [], 3, {}])('is not %j', async (value) => {
    await expect(readManifest(folderOf(value))).rejects.toThrow(/is no manifest of a run: choose another folder$/);
  });
});
