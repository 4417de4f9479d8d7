import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EvaluationRecord } from '../src/evaluation/records/record.js';
import { comparedFamilies } from '../src/evaluation/tune/compared.js';
import type { TuneResult } from '../src/evaluation/tune/result.js';
import { build, run, start } from './support/built.js';
import { paintPicture, writeColourModel } from './support/colour-model.js';
import { temporaryFolder } from './support/picture-files.js';

// The search itself, on a network that names colours: pictures are small, and a run takes seconds.

beforeAll(build, 180_000);

/** Pictures of every colour in several sizes, in folders by their class. */
async function colourData(folder: string): Promise<void> {
  for (const colour of ['red', 'green', 'blue', 'cyan', 'magenta', 'yellow']) {
    mkdirSync(join(folder, 'data', colour), { recursive: true });
    for (const [i, border] of [colour, 'gray', colour].entries()) {
      const path = join(folder, 'data', colour, `${i}.png`);
      // oxlint-disable-next-line no-await-in-loop -- one file after the other
      await paintPicture(path, colour, border, 18 + 5 * i, 24);
    }
  }
  await paintPicture(join(folder, 'data', 'green', 'wrong.png'), 'red', 'red', 18, 24);
}

/** Transforms that cost little. */
const against = ['JPEG', 'bit depth', 'median', 'crop+TVM'];

async function prepared() {
  const folder = temporaryFolder();
  writeColourModel(folder);
  await colourData(folder);
  const common = ['--model', 'colours.onnx', '--data', 'data', '--attack', 'igsm:epsilon=70', '--seed', '3'];
  const small = [...common, '--candidates', '9', '--repeats', '1', '--against', against.join(',')];
  return { folder, small };
}

function resultOf(folder: string, name = 'tuned'): TuneResult {
  return JSON.parse(readFileSync(join(folder, name, 'tuning.json'), 'utf8')) as TuneResult;
}

function recordsOf(folder: string, rung: string): EvaluationRecord[] {
  const text = readFileSync(join(folder, rung, 'records.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as EvaluationRecord);
}

/** The share of right pictures that are right, by counting records. */
function shareOf(records: readonly EvaluationRecord[], attack: string, defense: string): number {
  const rows = records.filter(
    (each) => each.attack === attack && each.defense === defense && each.before === each.label,
  );
  expect(rows.length).toBeGreaterThan(0);
  return rows.filter(({ prediction, label }) => prediction === label).length / rows.length;
}

/** Without the command line, in which folders differ. */
function plain(result: TuneResult): TuneResult {
  return { ...result, command: [] };
}

describe('tune', () => {
  it('searches on some pictures, judges on others, and writes a preset that other commands take', async () => {
    const { folder, small } = await prepared();
    const args = ['tune', ...small, '--keep-clean', '0.8', '-o'];
    const { code, stdout, stderr } = await run([...args, 'tuned', '--workers', '0'], folder);
    expect({ code, stderr: stderr.split('\n').at(-2) }).toEqual({
      code: 0,
      stderr: expect.stringContaining('seed 3 · tuned/preset.json'),
    });
    expect(stdout).toContain('against JPEG');
    expect(stdout).toContain('Attackers here ignore the defense');

    const result = resultOf(folder);
    expect(result.candidates).toHaveLength(9);
    const families = comparedFamilies.filter(({ name }) => against.includes(name));
    expect(result.compared.map(({ defense }) => defense)).toEqual(families.flatMap(({ defenses }) => defenses));
    expect(new Set(result.comparisons.map(({ family }) => family))).toEqual(new Set(against));
    const search = recordsOf(folder, 'tuned/search-1');
    const judge = recordsOf(folder, 'tuned/judge');
    // The one that is never right was looked at once, and then left out.
    const wrong = [...recordsOf(folder, 'tuned/right-search'), ...recordsOf(folder, 'tuned/right-judgement')].filter(
      ({ before, label }) => before !== label,
    );
    expect(wrong.map(({ image }) => image)).toEqual(['green/wrong.png']);
    expect([...search, ...judge].every(({ before, label }) => before === label)).toBe(true);
    const searched = new Set(search.map(({ image }) => image));
    expect(judge.some(({ image }) => searched.has(image))).toBe(false);
    expect(new Set(recordsOf(folder, 'tuned/search-2').map(({ image }) => image)).size).toBeGreaterThanOrEqual(
      searched.size,
    );

    // What it says is what the records say.
    for (const { defense, clean, recovered, byAttack } of [...result.front, ...result.compared]) {
      expect(clean).toBeCloseTo(shareOf(judge, 'none', defense.name), 12);
      expect(recovered).toBeCloseTo(shareOf(judge, 'igsm', defense.name), 12);
      expect(Object.values(byAttack)).toEqual([recovered]);
    }
    for (const { defense, clean } of result.rungs[0].scores) {
      expect(clean).toBeCloseTo(shareOf(search, 'none', defense), 12);
    }
    // The pick follows from the search alone: the best of the last rung that keeps enough.
    const last = result.rungs.at(-1)!.scores;
    const enough = last.filter(({ clean }) => clean >= 0.8);
    expect(result.keepsEnough).toBe(enough.length > 0);
    const best = Math.max(...enough.map(({ recovered }) => recovered));
    expect(last.find(({ defense }) => defense === result.chosen.defense.name)?.recovered).toBe(best);
    // The front: nothing that was searched to the end beats one of it in both.
    for (const point of result.front) {
      for (const other of result.front) {
        if (other !== point) expect(other.clean > point.clean && other.recovered >= point.recovered).toBe(false);
      }
    }

    const preset = join('tuned', 'preset.json');
    expect(JSON.parse(readFileSync(join(folder, preset), 'utf8'))).toMatchObject({
      format: 'pixel-deflection preset',
      name: 'tuned',
      about: { attackers: 'oblivious', seed: '3' },
    });
    const picture = join('data', 'red', '2.png');
    const classified = await run(
      ['classify', picture, '--model', 'colours.onnx', '--defend', '--preset', preset, '--seed', '1', '--json'],
      folder,
    );
    expect(classified).toMatchObject({ code: 0 });
    const evaluated = await run(
      ['evaluate', '-o', 'run', '--model', 'colours.onnx', '--data', 'data', '--attack', 'igsm:epsilon=70'].concat([
        '--defense',
        preset,
        '--seed',
        '3',
        '--workers',
        '0',
      ]),
      folder,
    );
    expect(evaluated).toMatchObject({ code: 0 });
    expect(new Set(recordsOf(folder, 'run').map(({ defense }) => defense))).toEqual(new Set(['none', 'tuned']));

    // The same with two processes, and after half of the judgement was lost.
    const again = await run([...args, 'other', '--workers', '2', '--json'], folder);
    expect(again).toMatchObject({ code: 0 });
    expect(plain(JSON.parse(again.stdout) as TuneResult)).toEqual(plain(result));
    expect(plain(resultOf(folder, 'other'))).toEqual(plain(result));
    const records = join(folder, 'tuned', 'judge', 'records.jsonl');
    const whole = readFileSync(records);
    writeFileSync(records, whole.subarray(0, whole.length / 2));
    const refused = await run([...args, 'tuned'], folder);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('tuned: is not empty: --resume goes on with a tuning');
    expect(await run([...args, 'tuned', '--resume', '--workers', '1'], folder)).toMatchObject({ code: 0 });
    expect(readFileSync(records).equals(whole)).toBe(true);
    expect(plain(resultOf(folder))).toEqual(plain(result));
  }, 240_000);

  it('gives its folder back when it is stopped', async () => {
    const { folder, small } = await prepared();
    const { child, ended } = start(['tune', ...small, '-o', 'tuned', '--workers', '1'], folder);
    const tuned = join(folder, 'tuned');
    await expect.poll(() => existsSync(join(tuned, 'right-search', 'manifest.json')), { interval: 5 }).toBe(true);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining('stopped') });
    expect(readdirSync(tuned)).not.toContain('lock');
    expect(readdirSync(tuned)).not.toContain('preset.json');
  });

  it('refuses what cannot be searched', async () => {
    const { folder, small } = await prepared();
    const cases: [string[], string][] = [
      [['tune', '--data', 'data', '--attack', 'igsm'], 'Expected a folder for --output (-o) but received none'],
      [['tune', '-o', 'x', '--attack', 'igsm'], 'Expected a data set for --data but received none'],
      [['tune', '-o', 'x', '--data', 'data'], "Expected an attack for --attack, such as 'igsm:epsilon=2'"],
      [['tune', ...small, '-o', 'x', '--keep-clean', '1.5'], 'Expected a number from 0 to 1 for --keep-clean'],
      [['tune', ...small, '-o', 'x', '--against', 'JPEG,blur'], '\'quilting\' for --against but received "blur"'],
      [['tune', ...small, '-o', 'x', '--candidates', '3'], 'Expected an integer from 4 to 10000 for --candidates'],
      [['tune', '--data', 'data', '--attack', 'gaussian-noise:epsilon=2', '-o', 'x'], 'received noise alone'],
      [['tune', '--data', 'data', '--attack', 'igms', '-o', 'x'], 'igsm'],
    ];
    for (const [args, message] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { code, stderr } = await run(args, folder);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
      expect(existsSync(join(folder, 'x')) ? readdirSync(join(folder, 'x')) : []).toEqual([]);
    }
  });

  it('says so where the classifier gets nothing right', async () => {
    const { folder, small } = await prepared();
    mkdirSync(join(folder, 'wrong', 'green'), { recursive: true });
    for (let i = 0; i < 6; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one file after the other
      await paintPicture(join(folder, 'wrong', 'green', `${i}.png`), 'red', 'red', 18 + i, 24);
    }
    const { code, stdout, stderr } = await run(['tune', ...small, '--data', 'wrong', '-o', 'x'], folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /pixel-deflection: the classifier gets none of the \d pictures right that are for the search\n$/,
    );
  });

  it('leaves out pictures that an attack fails on, lists them, and goes on without the seed', async () => {
    const { folder } = await prepared();
    for (let i = 0; i < 6; i++) {
      const create = { width: 18 + i, height: 24, channels: 3, background: 'black' } as const;
      // oxlint-disable-next-line no-await-in-loop -- one file after the other
      await sharp({ create }).toFile(join(folder, 'data', 'red', `black-${i}.png`));
    }
    // No relative L2 can be measured from black; the fifth part of it is much for the others.
    const data = ['tune', '--model', 'colours.onnx', '--data', 'data'];
    const attacks = ['--attack', 'igsm:relativeL2=0.2', '--attack', 'uniform-noise:epsilon=70'];
    const args = [...data, ...attacks, '--candidates', '4', '--against', 'JPEG', '--workers', '0', '-o', 'x'];
    const { code, stderr } = await run(args, folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('6 pictures could not be used:') });
    const result = resultOf(folder, 'x');
    const black = Array.from({ length: 6 }, (_, i) => `red/black-${i}.png`);
    expect(result.unreadable.map(({ image }) => image).toSorted()).toEqual(black);
    const judge = recordsOf(folder, 'x/judge').filter(({ image }) => !black.includes(image));
    expect(result.pictures.judge).toBe(new Set(judge.map(({ image }) => image)).size);
    for (const { defense, clean, recovered, byAttack } of result.compared) {
      expect(clean).toBeCloseTo(shareOf(judge, 'none', defense.name), 12);
      // Noise is no attack to recover from.
      expect(recovered).toBeCloseTo(shareOf(judge, 'igsm', defense.name), 12);
      expect(Object.keys(byAttack)).toEqual(['igsm 0.2', 'uniform-noise 70']);
    }

    expect(result.command).toEqual(['pixel-deflection', ...args, '--seed', result.seed]);
    rmSync(join(folder, 'x', 'tuning.json'));
    expect(await run([...args, '--resume'], folder)).toMatchObject({ code: 0 });
    expect(resultOf(folder, 'x')).toEqual(result);
  }, 240_000);
});
