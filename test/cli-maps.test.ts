import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ActivationMap, centreMap } from '../src/index.js';
import { defend } from '../src/defenses/defend.js';
import { readImage, readMap } from '../src/io/index.js';
import { build, filesBelow, run } from './support/built.js';
import { pngFile, temporaryFolder } from './support/picture-files.js';
import { rawPicture } from './support/picture-samples.js';

beforeAll(build);

const [width, height] = [60, 44];

/** A 16-bit gray PNG whose numbers differ in their low bytes only. */
function fineMap(columns: number, rows: number): Buffer {
  const lines = Array.from({ length: rows }, (_, y) => {
    const line = Buffer.alloc(columns * 2);
    for (let x = 0; x < columns; x++) line.writeUInt16BE(0x4000 + ((x * 7 + y * 3) % 256), x * 2);
    return line;
  });
  return pngFile(columns, rows, 16, 0, lines);
}

/** A folder with a picture, an `in` of three, and maps. */
async function pictures(): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'in/below'), { recursive: true });
  mkdirSync(join(folder, 'maps/below'), { recursive: true });
  await rawPicture(width, height, 3).png().toFile(join(folder, 'photo.png'));
  await rawPicture(width, height, 3, 2).jpeg().toFile(join(folder, 'in/one.jpg'));
  await rawPicture(width, height, 3, 3).png().toFile(join(folder, 'in/two.png'));
  await rawPicture(width, height, 3, 4).png().toFile(join(folder, 'in/below/one.png'));
  writeFileSync(join(folder, 'map.png'), fineMap(width, height));
  writeFileSync(join(folder, 'small-map.png'), fineMap(16, 12));
  writeFileSync(
    join(folder, 'constant.png'),
    pngFile(width, height, 8, 0, Array(height).fill(Buffer.alloc(width, 200))),
  );
  writeFileSync(join(folder, 'maps/one.png'), fineMap(width, height));
  await rawPicture(width, height, 1).webp({ lossless: true }).toFile(join(folder, 'maps/two.webp'));
  await rawPicture(width, height, 1, 9).png().toFile(join(folder, 'maps/below/one.png'));
  return folder;
}

async function expectMapped(
  folder: string,
  result: string,
  input: string,
  stream: string,
  map: ActivationMap | undefined,
): Promise<void> {
  const expected = defend((await readImage(join(folder, input))).image, { seed: 2, stream, map, denoiser: 'none' });
  expect((await readImage(join(folder, result))).image.data).toEqual(expected.data);
}

const flags = ['--seed', '2', '--denoiser', 'none'];

describe('pixel-deflection defend --map', () => {
  it('takes a file, at 16 bits', async () => {
    const folder = await pictures();
    const args = ['defend', 'photo.png', '-o', 'out.png', '--map', 'map.png', '--json', ...flags];
    const { code, stdout } = await run(args, folder);
    expect(code).toBe(0);
    const map = await readMap(join(folder, 'map.png'));
    expect(new Set(map.data).size).toBeGreaterThan(200);
    await expectMapped(folder, 'out.png', 'photo.png', 'photo.png', map);
    const report = JSON.parse(stdout) as { skipped: number; options: { map: unknown } };
    expect(report.options.map).toEqual({ file: 'map.png' });
    expect(report.skipped).toBeGreaterThan(0);
  });

  it('resizes a map of another size, and says so', async () => {
    const folder = await pictures();
    const args = ['defend', 'photo.png', '-o', 'out.png', '--map', 'small-map.png', ...flags];
    const { code, stderr } = await run(args, folder);
    expect(code).toBe(0);
    expect(stderr).toContain('note: map resized from 16 × 12 to 60 × 44\n');
    await expectMapped(folder, 'out.png', 'photo.png', 'photo.png', await readMap(join(folder, 'small-map.png')));
  });

  it('makes one for center, of the size that is deflected; none is none', async () => {
    const folder = await pictures();
    await run(['defend', 'photo.png', '-o', 'center.png', '--map', 'center', ...flags], folder);
    await expectMapped(folder, 'center.png', 'photo.png', 'photo.png', centreMap(width, height));
    const resized = ['defend', 'photo.png', '-o', 'resized.png', '--map', 'center', '--size', '32', ...flags];
    expect((await run(resized, folder)).stderr).not.toContain('map resized');
    await run(['defend', 'photo.png', '-o', 'none.png', '--map', 'none', ...flags], folder);
    await expectMapped(folder, 'none.png', 'photo.png', 'photo.png', undefined);
  });

  it('takes a constant map for 0 everywhere', async () => {
    const folder = await pictures();
    const args = ['defend', 'photo.png', '-o', 'out.png', '--map', 'constant.png', '--json', ...flags];
    const { stdout } = await run(args, folder);
    expect(JSON.parse(stdout)).toMatchObject({ skipped: 0 });
    const map = { width, height, data: new Float64Array(width * height) };
    await expectMapped(folder, 'out.png', 'photo.png', 'photo.png', map);
  });

  it('pairs the maps of a folder by place and name, whatever the extension', async () => {
    const folder = await pictures();
    const { code } = await run(['defend', 'in', '-o', 'out', '--map', 'maps', ...flags], folder);
    expect(code).toBe(0);
    for (const [result, input, stream, map] of [
      ['out/one.png', 'in/one.jpg', 'one.jpg', 'maps/one.png'],
      ['out/two.png', 'in/two.png', 'two.png', 'maps/two.webp'],
      ['out/below/one.png', 'in/below/one.png', 'below/one.png', 'maps/below/one.png'],
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- three small pictures
      await expectMapped(folder, result, input, stream, await readMap(join(folder, map)));
    }
  });

  it('fails the pictures whose map is missing, double or unreadable, and no others', async () => {
    const folder = await pictures();
    await rawPicture(width, height, 3).png().toFile(join(folder, 'in/three.png'));
    await rawPicture(width, height, 3).png().toFile(join(folder, 'in/four.png'));
    writeFileSync(join(folder, 'maps/two.png'), fineMap(width, height));
    writeFileSync(join(folder, 'maps/four.png'), 'no picture');
    const { code, stderr } = await run(['defend', 'in', '-o', 'out', '--map', 'maps', ...flags], folder);
    expect(code).toBe(1);
    const lines = stderr.split('\n').filter((line) => line.startsWith('pixel-deflection: '));
    expect(lines).toEqual([
      expect.stringContaining('maps/four.png: text, expected'),
      'pixel-deflection: in/three.png: no map of this name in maps, expected three.png there',
      'pixel-deflection: in/two.png: maps maps/two.png and maps/two.webp found, expected one',
    ]);
    expect(filesBelow(join(folder, 'out'))).toEqual(['below/one.png', 'one.png']);
  });

  it('refuses a map in colour', async () => {
    const folder = await pictures();
    const { code, stderr } = await run(['defend', 'photo.png', '-o', 'out.png', '--map', 'in/two.png'], folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^pixel-deflection: in\/two\.png: a colour at pixel .*, expected a gray map\n$/);
    expect(filesBelow(folder)).not.toContain('out.png');
  });
});
