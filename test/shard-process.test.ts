import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DefensePlan } from '../src/evaluation/plan/plan.js';
import { parseRecord } from '../src/evaluation/records/format.js';
import { createComputer } from '../src/evaluation/shard/computer.js';
import type { ShardJob, ShardResult } from '../src/evaluation/shard/shard.js';
import { loadClassifier } from '../src/models/index.js';
import { build } from './support/built.js';
import { root } from './support/shared.js';
import { attackOf, cleanAttack, deflection, jobOf, none, testStore } from './support/shard-jobs.js';

// The built-in classifier on sample pictures: the same records in this process, from the sources, and in a fresh one that runs
// the built package.

const modelPath = join(root, 'assets', 'classifier', 'tiny-imagenet-100.onnx');
const store = testStore();
const classifier = await loadClassifier(modelPath, { threads: 1 });
const model = store.addModel('builtin', modelPath, JSON.parse(JSON.stringify(classifier.card)) as object);
const files = new Map<string, string>();
const images = readdirSync(join(root, 'assets', 'samples'))
  .filter((name) => name.startsWith('n0'))
  .toSorted()
  .slice(0, 2)
  .map((name) => {
    const path = join(root, 'assets', 'samples', name);
    const label = classifier.labels.findIndex(({ id }) => name.startsWith(`${id}_`));
    const image = store.addImage(name, readFileSync(path), label);
    files.set(image.sha256, path);
    return image;
  });
await classifier.dispose();

const chainOf = (name: string, ...chain: DefensePlan['chain']): DefensePlan => ({ ...none, name, chain });
const defenses = [
  none,
  { ...deflection, name: 'pd', ensemble: 2 },
  chainOf('jpeg', { transform: 'jpeg', options: { quality: 75 } }),
  chainOf('pad', { transform: 'resize-pad', options: {} }),
  chainOf('quilt', { transform: 'quilt', options: { neighbors: 3 } }),
];
const common = { model, images, defenses: defenses.slice(0, 3), repeats: 2, localisation: true };
const jobs = [
  jobOf({ ...common, defenses, attack: cleanAttack }),
  jobOf({ ...common, attack: attackOf({ method: 'igsm', measure: 'relative-l2', sizes: [0.03] }) }),
  jobOf({
    ...common,
    defenses: defenses.slice(0, 2),
    attack: attackOf(
      { method: 'pgd', knowledge: 'adaptive', sizes: [2], options: { iterations: 2 }, adaptive: { draws: 2 } },
      { target: deflection },
    ),
  }),
];

/** Computes jobs in a process of their own, one after the other, by the built package. */
function inProcess(given: readonly ShardJob[]): string[] {
  const program = `
import { readFileSync } from 'node:fs';
const { jobs, files, modelPath } = JSON.parse(readFileSync(0, 'utf8'));
const { createComputer } = await import(process.argv[1] + 'computer.js');
const { checkJob } = await import(process.argv[1] + 'check-job.js');
const computer = createComputer({ image: async (sha256) => readFileSync(files[sha256]), model: () => modelPath });
const results = [];
for (const job of jobs) results.push((await computer.compute(checkJob(job))).records);
await computer.dispose();
process.stdout.write(JSON.stringify(results));
`;
  const place = `${pathToFileURL(join(root, 'dist', 'evaluation', 'shard')).href}/`;
  const input = JSON.stringify({ jobs: given, files: Object.fromEntries(files), modelPath });
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', program, place], { input, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as string[];
}

describe('shards of the built-in classifier', () => {
  let results: ShardResult[];
  const computer = createComputer(store);
  beforeAll(async () => {
    await build();
    results = [];
    // oxlint-disable-next-line no-await-in-loop -- one shard at a time
    for (const job of jobs) results.push(await computer.compute(job));
  }, 240_000);
  afterAll(() => computer.dispose());

  it('have records for every picture, defense and draw', () => {
    expect(results.map(({ unreadable }) => unreadable)).toEqual([[], [], []]);
    // Of each of two pictures: none, pd twice, jpeg, on clean pictures twice; pad twice, quilt twice.
    expect(results.map(({ count }) => count)).toEqual([18, 8, 6]);
    for (const { records } of results) {
      for (const record of records.trim().split('\n').map(parseRecord)) {
        expect(record.label).toBe(images.find(({ id }) => id === record.image)!.label);
      }
    }
  });

  it('are the same in a fresh process, in any order of jobs and any cut of the pictures', { timeout: 240_000 }, () => {
    const expected = results.map(({ records }) => records);
    const cut = jobs.flatMap((job) => images.map((image) => jobOf({ ...job, images: [image] })));
    const found = inProcess([...jobs, ...cut].toReversed()).toReversed();
    expect(found.slice(0, 3)).toEqual(expected);
    expect(jobs.map((_, i) => found.slice(3 + 2 * i, 5 + 2 * i).join(''))).toEqual(expected);
  });
});
