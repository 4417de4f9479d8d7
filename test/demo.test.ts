import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, filesBelow, run } from './support/built.js';
import { demo, demoFolder, recordIn } from './support/demo.js';
import { describeShared, shared } from './support/shared.js';

beforeAll(build, 120_000);

const names = ['Clean', 'Adversary', 'PD', 'PD+WD', 'PD+R-CAM', 'PD+R-CAM+WD', 'WD', 'JPEG 40'];

describe('pixel-deflection demo', () => {
  it('writes a page and its numbers, and prints the table', async () => {
    const folder = await demoFolder();
    const { code, stdout, stderr } = await demo(folder, 'c1_fire.png', '--epsilon', '30');
    expect({ code, files: filesBelow(join(folder, 'story')) }).toEqual({
      code: 0,
      files: ['index.html', 'story.json'],
    });
    const record = recordIn(folder, 'story');
    const [{ truth, truthFrom, outcome, title, defense }] = record.pictures;
    expect({ truth, truthFrom, title }).toEqual({
      truth: { index: 0, label: 'c1', name: 'red' },
      truthFrom: 'file name',
      title: 'c1 fire',
    });
    expect(outcome).toBe('not recovered');
    expect(defense?.table.map(({ name }) => name)).toEqual(names);
    // The terminal shows the record's numbers.
    const shown = /^ {2}red \(true\), % +(.*)$/m.exec(stdout)?.[1].split(/ +/);
    expect(shown).toEqual(defense?.table.map((column) => (100 * column.truth).toFixed(1)));
    expect(stderr).toContain('report: story/index.html, numbers: story/story.json');
    expect(stderr).toContain('seed 1');
  });

  it('gives the same numbers and the same page for the same seed, whatever the workers', async () => {
    const folder = await demoFolder();
    const [first, second, other] = await Promise.all([
      demo(folder, '.', '--epsilon', '30', '--out', 'a', '--workers', '1'),
      demo(folder, '.', '--epsilon', '30', '--out', 'b', '--workers', '2'),
      demo(folder, '.', '--epsilon', '30', '--out', 'c', '--seed', '2'),
    ]);
    expect([first.code, second.code, other.code]).toEqual([0, 0, 0]);
    for (const file of ['index.html', 'story.json']) {
      expect(readFileSync(join(folder, 'a', file))).toEqual(readFileSync(join(folder, 'b', file)));
    }
    const copies = (out: string) => recordIn(folder, out).pictures[0].defense?.clean[0].scores[0].probability;
    expect(copies('a')).not.toBe(copies('c'));
  });

  it('prints the record with --json', async () => {
    const folder = await demoFolder();
    const { stdout } = await demo(folder, 'c1_fire.png', '--json');
    expect(JSON.parse(stdout)).toEqual(recordIn(folder, 'story'));
  });

  it('takes what the model says for the truth where the name tells nothing, and says so', async () => {
    const folder = await demoFolder();
    const { stdout, stderr } = await demo(folder, 'photo.png');
    const [{ truth, truthFrom, clean }] = recordIn(folder, 'story').pictures;
    expect({ truth: truth.index, truthFrom }).toEqual({ truth: clean[0].index, truthFrom: 'prediction' });
    expect(stdout).toContain('as the model says of the clean picture');
    expect(stderr).toContain('what the model says of the clean picture is taken for the truth');
    expect(readFileSync(join(folder, 'story', 'index.html'), 'utf8')).toContain('is taken for the truth');
  });

  it('takes the class of --label, by its key or its name', async () => {
    const folder = await demoFolder();
    const runs = ['Yellow', 'c6'].map((label) => demo(folder, 'photo.png', '--label', label, '--out', label));
    expect((await Promise.all(runs)).map(({ code }) => code)).toEqual([0, 0]);
    for (const out of ['Yellow', 'c6']) {
      expect(recordIn(folder, out).pictures[0]).toMatchObject({ truth: { index: 5 }, truthFrom: 'label' });
    }
  });

  it('tells of a picture that is wrong from the start, and of an attack that fails', async () => {
    const folder = await demoFolder();
    const { code, stdout } = await demo(folder, '.', '--epsilon', '0.5');
    expect(code).toBe(0);
    const { totals, pictures } = recordIn(folder, 'story');
    expect(totals).toEqual({
      pictures: 3,
      outcomes: { recovered: 0, 'not recovered': 0, 'attack failed': 2, 'wrong before': 1 },
      broughtBack: {},
    });
    expect(pictures.find(({ outcome }) => outcome === 'wrong before')).not.toHaveProperty('defense');
    expect(stdout).toContain('3 pictures: 2 attack failed, 1 wrong before');
    const page = readFileSync(join(folder, 'story', 'index.html'), 'utf8');
    expect(page).toContain('The attack failed within its budget:');
    expect(page).toContain('The model is wrong before anything was done to the picture.');
  });
});

describeShared('pixel-deflection demo on the published picture with a published model', () => {
  it('runs', async () => {
    const folder = await demoFolder();
    const picture = shared('paper', 'clean', 'n02447366_00008562.png');
    const model = shared('models', 'mobilenet_v2_224.onnx');
    const args = ['demo', picture, '--model', model, '--seed', '1', '--draws', '3'];
    const { code, stdout } = await run(args, folder);
    expect(code).toBe(0);
    expect(stdout).toContain('badger (true), %');
    const { pictures, commonCopies } = recordIn(folder, 'story');
    const [{ truth, truthFrom, defense }] = pictures;
    expect({ truth: truth.name, truthFrom, commonCopies }).toEqual({
      truth: 'badger',
      truthFrom: 'file name',
      commonCopies: 1800,
    });
    expect(defense?.attack.successAfterRounding).toBe(true);
    const deflections = defense?.table.flatMap(({ deflection }) => (deflection ? [deflection.deflections] : []));
    expect(deflections).toEqual([600, 200, 1500, 1500]);
    // Three copies a turn; the map keeps some of them.
    expect(defense?.table[2].deflection?.copies).toBe(1800);
    expect(defense?.table[4].deflection?.copies).toBeLessThan(4500);
    for (const { deflection } of defense?.control ?? []) {
      expect(Math.abs((deflection?.copies ?? 0) - 1800)).toBeLessThanOrEqual(2);
    }
  });
});
