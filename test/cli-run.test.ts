import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readImage } from '../src/io/index.js';
import { build, filesBelow, run, start } from './support/built.js';
import { temporaryFolder } from './support/picture-files.js';
import { rawPicture } from './support/picture-samples.js';

beforeAll(build);

/** A folder `in` with pictures of different sizes, some of them in a folder below. */
async function folderOf(count: number, side = 40): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'in/below'), { recursive: true });
  await Promise.all(
    Array.from({ length: count }, (_, i) => {
      const name = i % 3 === 0 ? `below/p${i}.png` : `p${i}.png`;
      return rawPicture(side + i, side + (i % 5), 3, i)
        .png()
        .toFile(join(folder, 'in', name));
    }),
  );
  return folder;
}

function contents(folder: string): Record<string, string> {
  const names = filesBelow(folder);
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}

/** Lines of JSON without what differs from run to run. */
function reports(stdout: string, output: string): unknown[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { milliseconds, ...report } = JSON.parse(line) as { milliseconds: object; output: string };
      expect(Object.keys(milliseconds)).toEqual(['read', 'resize', 'deflect', 'denoise', 'write']);
      return { ...report, output: report.output.replace(output, 'out') };
    });
}

function withWorkers(workers: number): string[] {
  return ['defend', 'in', '-o', `out${workers}`, '--seed', '11', '--json', '--workers', String(workers)];
}

describe('results do not depend', () => {
  it('on the number of workers, nor do lines of JSON', async () => {
    const folder = await folderOf(9);
    const runs = await Promise.all([1, 2, 3].map((workers) => run(withWorkers(workers), folder)));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    const first = contents(join(folder, 'out1'));
    expect(Object.keys(first)).toHaveLength(9);
    for (const workers of [2, 3]) {
      expect(contents(join(folder, `out${workers}`))).toEqual(first);
      expect(reports(runs[workers - 1].stdout, `out${workers}`)).toEqual(reports(runs[0].stdout, 'out1'));
    }
  });

  it('on where the folder lies, and differ from picture to picture and from seed to seed', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    const bytes = await rawPicture(64, 64, 3).png().toBuffer();
    for (const name of ['a/b/one.png', 'a/b/two.png', 'one.png']) writeFileSync(join(folder, name), bytes);
    const base = ['--denoiser', 'none', '--seed'];
    await run(['defend', 'a/b', '-o', 'out1', ...base, '4'], folder);
    await run(['defend', 'one.png', '-o', 'out2/', ...base, '4'], folder);
    await run(['defend', 'one.png', '-o', 'out3/', ...base, '5'], folder);
    const one = contents(join(folder, 'out1'))['one.png'];
    expect(contents(join(folder, 'out2'))['one.png']).toBe(one);
    expect(contents(join(folder, 'out3'))['one.png']).not.toBe(one);
    expect(contents(join(folder, 'out1'))['two.png']).not.toBe(one);
  });
});

describe('a picture that fails', () => {
  it('does not hold up the others', async () => {
    const folder = await folderOf(4);
    writeFileSync(join(folder, 'in/p1.png'), 'no picture');
    writeFileSync(join(folder, 'in/cut.png'), readFileSync(join(folder, 'in/p2.png')).subarray(0, -20));
    const { code, stdout, stderr } = await run(['defend', 'in', '-o', 'out', '--seed', '1'], folder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const lines = stderr.split('\n').filter((line) => line.startsWith('pixel-deflection: '));
    expect(lines).toEqual([
      expect.stringMatching(/^pixel-deflection: in\/cut\.png: the PNG data is cut short at byte/),
      expect.stringMatching(/^pixel-deflection: in\/p1\.png: text, expected/),
    ]);
    expect(stderr).toMatch(/^✗ 3 of 5 pictures → out · .* · 2 failed · seed 1$/m);
    expect(filesBelow(join(folder, 'out'))).toEqual(['below/p0.png', 'below/p3.png', 'p2.png']);
  });

  it('has a line of JSON as well', async () => {
    const folder = await folderOf(2);
    writeFileSync(join(folder, 'in/p1.png'), 'no picture');
    const { code, stdout } = await run(['defend', 'in', '-o', 'out', '--json'], folder);
    expect(code).toBe(1);
    const [good, bad] = stdout.trimEnd().split('\n');
    expect(JSON.parse(good)).toMatchObject({ input: 'in/below/p0.png', output: 'out/below/p0.png' });
    expect(JSON.parse(bad)).toEqual({
      input: 'in/p1.png',
      error: expect.stringContaining('in/p1.png: text, expected'),
    });
  });

  it('is a matter of usage where an option fits none', async () => {
    const folder = await folderOf(2);
    const args = ['defend', 'in', '-o', 'out', '--no-scale', '--window', '41'];
    const { code, stderr } = await run(args, folder);
    // One is 41 pixels wide, the other 40.
    expect(code).toBe(1);
    expect(stderr).toContain('in/below/p0.png: Expected an integer from 1 to 40 for --window but received 41');
    expect((await run([...args.slice(0, -1), '99'], folder)).code).toBe(2);
  });
});

describe('file names', () => {
  const names = [
    'with space.png',
    'line\nbreak.png',
    'colour\u001b[31m.png',
    'right\u202eleft.png',
    'Größe 写真 🦡.png',
    '[1].png',
    'back\\slash.png',
    '$(touch x).png',
    '-o.png',
  ];
  it.skipIf(process.platform === 'win32')('of every kind are read, written and shown in one safe line', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'in'));
    const bytes = await rawPicture(24, 20, 3).png().toBuffer();
    for (const name of names) writeFileSync(join(folder, 'in', name), bytes);
    const all = await run(['defend', 'in', '-o', 'out', '--json', '--seed', '1'], folder);
    expect(all.code).toBe(0);
    expect(filesBelow(join(folder, 'out'))).toEqual(names.toSorted());
    const lines = all.stdout.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { stream: string }).stream)).toEqual(names.toSorted());
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    expect(all.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);

    const direct = await run(['defend', '-o', 'direct/', '--seed', '1', '--', ...names], join(folder, 'in'));
    expect(direct.code).toBe(0);
    expect(contents(join(folder, 'in/direct'))).toEqual(contents(join(folder, 'out')));
  });

  it.skipIf(process.platform === 'win32')('are escaped in messages', async () => {
    const folder = temporaryFolder();
    const name = 'a\n\u001b[31m\u202e.png';
    writeFileSync(join(folder, name), 'no picture');
    const shown = String.raw`a\n\x1b[31m\u202e.png`;
    const bad = await run(['defend', name, '-o', 'out.png'], folder);
    expect(bad.stderr).toBe(`pixel-deflection: ${shown}: text, expected JPEG, PNG, WebP, AVIF or GIF\n`);
    await rawPicture(24, 20, 3).png().toFile(join(folder, name));
    const good = await run(['defend', name, '-o', `${name}.png`, '--seed', '1'], folder);
    expect(good.stderr).toContain(`✓ ${shown} → ${shown}.png ·`);
    const flag = await run(['defend', name, '-o', 'out.png', '--sede\n\u001b[31m'], folder);
    expect(flag.stderr).toBe(String.raw`pixel-deflection: unknown option '--sede\n\x1b[31m'` + '\n');
  });
});

describe('Ctrl-C', () => {
  it.skipIf(process.platform === 'win32')('ends a run between two results', async () => {
    const folder = await folderOf(24, 160);
    // Slow enough that the run is far from its end when the first result is there.
    const args = [
      'defend',
      'in',
      '-o',
      'out',
      '--json',
      '--workers',
      '2',
      '--denoiser',
      'nlm',
      '--patch-distance',
      '20',
    ];
    const { child, ended } = start(args, folder);
    child.stdout.once('data', () => child.kill('SIGINT'));
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    const done = filesBelow(join(folder, 'out'));
    expect(done.length).toBeGreaterThan(0);
    expect(done.length).toBeLessThan(24);
    // All that is there is whole: no file half written, none under a temporary name.
    expect(done.every((name) => /^(below\/)?p\d+\.png$/.test(name))).toBe(true);
    await Promise.all(done.map((name) => readImage(join(folder, 'out', name))));
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(done.length);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('output');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^pixel-deflection: stopped, \d+ of 24 pictures are done$/);
  });

  it.skipIf(process.platform === 'win32')('leaves nothing of a single picture', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'in'));
    await rawPicture(1500, 1500, 3).png().toFile(join(folder, 'in/large.png'));
    writeFileSync(join(folder, 'in/bad.png'), 'no picture');
    const { child, ended } = start(
      ['defend', 'in', '-o', 'out', '--workers', '2', '--denoiser', 'nlm', '--patch-distance', '60'],
      folder,
    );
    // The bad one is told of while the large one is being worked on.
    child.stderr.once('data', () => child.kill('SIGINT'));
    const { code } = await ended;
    expect(code).toBe(130);
    expect(filesBelow(folder)).toEqual(['in/bad.png', 'in/large.png']);
  });
});

describe('a reader that goes away', () => {
  it.skipIf(process.platform === 'win32')('ends a run between two results', async () => {
    const folder = await folderOf(24, 160);
    const args = ['defend', 'in', '-o', 'out', '--json', '--denoiser', 'nlm', '--patch-distance', '20'];
    const { child, ended } = start(args, folder);
    child.stdout.once('data', () => child.stdout.destroy());
    const { code } = await ended;
    expect(code).toBe(141);
    const done = filesBelow(join(folder, 'out'));
    expect(done.length).toBeLessThan(24);
    expect(done.every((name) => /^(below\/)?p\d+\.png$/.test(name))).toBe(true);
  });
});

describe('help', () => {
  it('fits a screen and shows three examples', async () => {
    const folder = temporaryFolder();
    const main = await run(['--help'], folder);
    expect({ code: main.code, stderr: main.stderr }).toEqual({ code: 0, stderr: '' });
    const lines = main.stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.every((line) => line.length <= 80)).toBe(true);
    expect(lines.filter((line) => line.startsWith('  pixel-deflection defend '))).toHaveLength(3);
    for (const command of [
      'demo',
      'defend',
      'classify',
      'attack',
      'map',
      'models',
      'patches',
      'report',
      'export',
      'tune',
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- short runs, one after the other
      const { code, stdout } = await run([command, '--help'], folder);
      expect(code).toBe(0);
      expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
      expect(stdout.split('\n').every((line) => line.length <= 100)).toBe(true);
    }
  });

  it('is what comes without a command, as an error', async () => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = await run([], folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe((await run(['--help'], folder)).stdout);
  });

  it('tells the version of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await run(['--version'], temporaryFolder())).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});
