import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPatchDatabase, encodePatches } from '../src/index.js';
import { readImage } from '../src/io/index.js';
import { build, run } from './support/built.js';
import { writeColourModel } from './support/colour-model.js';
import { commands, inlineCode, page, pages } from './support/pages.js';
import { temporaryFolder } from './support/picture-files.js';
import { generateRun, writeRun } from './support/records.js';
import { describeShared, referenceJson, root, shared } from './support/shared.js';

beforeAll(build, 120_000);

/** A folder with what the commands and programs of the pages take for granted. */
async function userFolder(): Promise<string> {
  const folder = temporaryFolder();
  for (const below of ['node_modules', 'photos', 'maps', 'out', 'docs/images']) {
    mkdirSync(join(folder, below), { recursive: true });
  }
  symlinkSync(root, join(folder, 'node_modules', 'pixel-deflection'), 'junction');
  symlinkSync(join(root, 'assets'), join(folder, 'assets'), 'junction');
  const photo = sharp(join(root, 'assets', 'samples', 'lemons.png')).resize(120, 90);
  const map = photo.clone().toColourspace('b-w');
  const pictures = ['photo.jpg', 'picture.png', 'photos/a.jpg', 'photos/b.jpg'].map((file) => [photo, file] as const);
  const maps = ['maps/a.png', 'maps/b.png'].map((file) => [map, file] as const);
  await Promise.all([...pictures, ...maps].map(([from, file]) => from.clone().toFile(join(folder, file))));
  writeColourModel(folder, 'model');
  writeRun(join(folder, 'run'), generateRun({ images: 6, repeats: 1 }));
  const { image } = await readImage(join(folder, 'picture.png'));
  const preset = page('docs/chains.md').blocks.find(({ info }) => info === 'json');
  writeFileSync(join(folder, 'tuned.json'), preset?.code ?? '');
  writeFileSync(join(folder, 'patches.bin'), encodePatches(createPatchDatabase([image], { count: 500 })));
  return folder;
}

/** The pixels of a picture file. */
async function pixels(...path: string[]): Promise<Uint8Array> {
  return (await readImage(join(...path))).image.data;
}

/** A canvas that takes back only the ImageData that it gave, and says whether that was changed. */
const canvas = `
const given = { width: 32, height: 24, data: Uint8ClampedArray.from({ length: 3072 }, (_, i) => (i * 7) % 256) };
const before = given.data.slice();
const context2d = {
  getImageData: (x, y, width, height) => (width === 32 && height === 24 ? given : undefined),
  putImageData: (pixels) => console.log(pixels === given && pixels.data.some((value, i) => value !== before[i])),
};
const canvas = { width: 32, height: 24, getContext: (kind) => (kind === '2d' ? context2d : undefined) };
`;

describe('the programs in the pages', () => {
  const programs = pages.flatMap(({ path, blocks }) =>
    blocks.filter(({ info }) => info === 'js').map((block, i) => ({ name: `${path} ${i + 1}`, block })),
  );

  it('were found', () => {
    expect(programs.length).toBeGreaterThan(5);
    expect(programs.filter(({ block }) => block.prints !== undefined).length).toBeGreaterThan(2);
  });

  it.each(programs)('run: $name', async ({ block }) => {
    const folder = await userFolder();
    writeFileSync(join(folder, 'program.mjs'), block.needs === 'canvas' ? canvas + block.code : block.code);
    const result = spawnSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' });
    expect(result.stderr).toBe('');
    expect(result.status).toBe(0);
    const prints = block.needs === 'canvas' ? 'true\n' : block.prints;
    if (prints !== undefined) expect(result.stdout).toBe(prints);
  });
});

/** The arguments of a command line, without what the shell does. */
function argumentsOf(line: string): string[] {
  const [typed] = line.replace(/^(npx )?pixel-deflection /, '').split(' > ');
  return typed.split(' ').map((argument) => argument.replaceAll(/["']/g, ''));
}

describe('the commands in the pages', () => {
  /** What needs a broker, a run that was stopped, or files of others. */
  const elsewhere = /published\/|--queue|--resume|results\/plans|out\/photos/;
  const blocks = pages
    .flatMap(({ path, blocks: all }) => all.filter(({ info }) => info === 'sh').map(({ code }) => ({ path, code })))
    .map(({ path, code }) => {
      const typed = code.trim().split('\n');
      const lines = typed.filter((line) => /^(npx )?pixel-deflection /.test(line) && !elsewhere.test(line));
      return { name: `${path} ${lines[0]}`, lines };
    })
    .filter(({ lines }) => lines.length > 0);
  const lines = blocks.flatMap((block) => block.lines);

  // Those of a block one after the other: one may need what another has made.
  it.each(blocks)('run: $name', async ({ lines: typed }) => {
    const folder = await userFolder();
    for (const line of typed) {
      const args = argumentsOf(line);
      // oxlint-disable-next-line no-await-in-loop -- in their order
      const result = await run(args, folder);
      expect(result.code, `${line}\n${result.stderr}`).toBe(0);
      for (const flag of ['-o', '--show']) {
        if (args.includes(flag)) expect(existsSync(join(folder, args[args.indexOf(flag) + 1]))).toBe(true);
      }
      // One for each of the two pictures; some commands have another one for both.
      const printed = result.stdout.trim().split('\n');
      if (args.includes('--json')) expect(printed.filter((each) => !each.startsWith('{"summary":'))).toHaveLength(2);
    }
  });

  it('give the picture of the README', async () => {
    const name = 'docs/images/lemons.png';
    const command = inlineCode(page('README.md').prose).find((code) => code.includes(`--show ${name}`)) ?? '';
    expect(lines).toContain(command);
    const folder = await userFolder();
    expect((await run(argumentsOf(command), folder)).code).toBe(0);
    expect(Buffer.compare(await pixels(folder, name), await pixels(root, name))).toBe(0);
  });

  it('of npm start print what the README says', async () => {
    const [, job] = /const job = '([^']+)'/.exec(readFileSync(join(root, 'scripts', 'start.mjs'), 'utf8')) ?? [];
    const { code = '' } = page('README.md').blocks.find((block) => block.code.startsWith('> node ')) ?? {};
    const [typed, done, report] = code.split('\n');
    expect(typed).toBe(`> node ${job}`);
    const { stderr } = await run(job.split(' ').slice(1), await userFolder());
    const last = stderr.trimEnd().split('\n').slice(-2);
    expect(last[0].startsWith(done.replace('…', ''))).toBe(true);
    expect(last[1]).toBe(report);
  });
});

describeShared('the published picture of the README', () => {
  it('is what its command gives', async () => {
    const folder = await userFolder();
    mkdirSync(join(folder, 'published'));
    symlinkSync(shared('paper', 'adversarial'), join(folder, 'published', 'images'), 'junction');
    symlinkSync(shared('paper', 'maps'), join(folder, 'published', 'maps'), 'junction');
    const line = commands(page('README.md')).find((command) => command.includes('published/')) ?? '';
    const { code, stderr } = await run(argumentsOf(line), folder);
    expect(code, stderr).toBe(0);
    const stored = referenceJson<{ seed: number; sha256_of_raw_rgb: string }[]>('deflection.json');
    const expected = stored.find(({ seed }) => line.endsWith(`--seed ${seed}`));
    const sha256 = createHash('sha256')
      .update(await pixels(folder, 'badger.png'))
      .digest('hex');
    expect(sha256).toBe(expected?.sha256_of_raw_rgb);
  });
});
