import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, filesBelow } from './support/built.js';
import { colourCard, paintPicture } from './support/colour-model.js';
import { demo, demoFolder, recordIn } from './support/demo.js';
import { pngChunk } from './support/picture-files.js';

beforeAll(build, 120_000);

/** A run that fails with one line; gives that line. */
async function failed(code: number, folder: string, ...args: string[]): Promise<string> {
  const result = await demo(folder, ...args);
  const lines = result.stderr.trimEnd().split('\n');
  expect({ code: result.code, stdout: result.stdout, lines: lines.length }).toEqual({ code, stdout: '', lines: 1 });
  return lines[0];
}

describe('pixel-deflection demo refuses', () => {
  it('options out of range, before any work', async () => {
    const folder = await demoFolder();
    const wrong: [string[], string][] = [
      [['--epsilon', '0'], 'Expected a number above 0 for --epsilon but received 0'],
      [['--epsilon', '300'], 'Expected a number from 0 to 255 for --epsilon but received 300'],
      [['--steps', '0'], 'Expected an integer from 1 to 1000 for --steps but received 0'],
      [['--step-size', 'x'], 'for --step-size but received "x"'],
      [['--draws', '0'], 'Expected an integer from 1 to 1000 for --draws but received 0'],
      [['--sigma', '2'], 'Expected a number from 0 to 1 for --sigma but received 2'],
      [['--seed', '1.5'], 'Expected an integer for --seed but received "1.5"'],
      [['--out', ''], 'Expected a text for --out but received ""'],
      [
        ['--label', 'zebra'],
        'Expected a class of colours, such as c1 (red) or c2 (green), for --label but received "zebra"',
      ],
    ];
    const lines = await Promise.all(wrong.map(([args]) => failed(2, folder, 'photo.png', ...args)));
    for (const [i, [, message]] of wrong.entries()) expect(lines[i]).toContain(message);
    expect(filesBelow(join(folder, 'story'))).toEqual([]);
  });

  it('a label for several pictures', async () => {
    expect(await failed(2, await demoFolder(), '.', '--label', 'red')).toContain(
      'Expected one picture for --label but received 3',
    );
  });

  it('a label that two classes have, and takes the key of one', async () => {
    const labels = ['red', 'crane', 'blue', 'crane', 'magenta', 'yellow'].map((name, i) => ({ id: `c${i + 1}`, name }));
    const folder = await demoFolder({ ...colourCard, labels });
    expect(await failed(2, folder, 'photo.png', '--label', 'crane')).toContain(
      'Expected one class for --label but received "crane": give the key, c2 or c4',
    );
    expect((await demo(folder, 'photo.png', '--label', 'c4')).code).toBe(0);
  });

  it('a folder with a page or numbers of another program, and leaves them', async () => {
    const folder = await demoFolder();
    for (const file of ['index.html', 'story.json']) {
      const out = join(folder, file.slice(0, 5));
      mkdirSync(out);
      writeFileSync(join(out, file), '<html>mine</html>');
      // oxlint-disable-next-line no-await-in-loop -- two
      const line = await failed(2, folder, 'photo.png', '--out', out);
      expect(line).toContain(`${join(out, file)}: not written by this command, expected a folder without it`);
      expect(readFileSync(join(out, file), 'utf8')).toBe('<html>mine</html>');
    }
    expect(await failed(2, folder, 'photo.png', '--out', 'photo.png')).toContain('expected a folder for --out');
  });

  it('a picture that is none, or of more pixels than can be held', async () => {
    const folder = await demoFolder();
    writeFileSync(join(folder, 'text.png'), 'text');
    expect(await failed(1, folder, 'text.png')).toContain('text.png: text, expected JPEG, PNG, WebP, AVIF or GIF');
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const header = Buffer.from(png.subarray(16, 29));
    header.writeUInt32BE(40_000, 0);
    header.writeUInt32BE(40_000, 4);
    const huge = Buffer.concat([png.subarray(0, 8), pngChunk('IHDR', header), png.subarray(33)]);
    writeFileSync(join(folder, 'huge.png'), huge);
    expect(await failed(1, folder, 'huge.png')).toContain('huge.png: ');
    expect(filesBelow(join(folder, 'story'))).toEqual([]);
  });
});

describe('pixel-deflection demo takes', () => {
  it('the place of a report that it wrote, beside files of others', async () => {
    const folder = await demoFolder();
    await demo(folder, 'photo.png');
    writeFileSync(join(folder, 'story', 'notes.txt'), 'mine');
    expect((await demo(folder, 'c1_fire.png')).code).toBe(0);
    expect(recordIn(folder, 'story').pictures[0].title).toBe('c1 fire');
    expect(filesBelow(join(folder, 'story'))).toEqual(['index.html', 'notes.txt', 'story.json']);
  });

  it('pictures of one pixel, of one row, and large ones', async () => {
    const folder = await demoFolder();
    await paintPicture(join(folder, 'dot.png'), 'red', 'red', 1, 1);
    await paintPicture(join(folder, 'row.png'), 'red', 'gray', 500, 1);
    await paintPicture(join(folder, 'large.png'), 'red', 'gray', 5000, 4000);
    const outs = ['dot', 'row', 'large'];
    const runs = await Promise.all(outs.map((out) => demo(folder, `${out}.png`, '--out', out, '--epsilon', '40')));
    expect(runs.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0, 0]);
    expect(recordIn(folder, 'large').pictures[0].size).toEqual({ width: 5000, height: 4000 });
  });
});
