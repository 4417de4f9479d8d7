import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../src/core/random.js';
import { createPatchDatabase, decodePatches } from '../src/defenses/patches.js';
import { quiltImage } from '../src/defenses/quilt-image.js';
import { readImage } from '../src/io/index.js';
import { build, filesBelow, run } from './support/built.js';
import { temporaryFolder } from './support/picture-files.js';
import { rawPicture } from './support/picture-samples.js';

beforeAll(build);

async function photos(): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'in'));
  await rawPicture(50, 40, 3, 1).png().toFile(join(folder, 'in/a.png'));
  await rawPicture(12, 9, 4, 2).png().toFile(join(folder, 'in/b.png'));
  await rawPicture(70, 30, 3, 3).jpeg().toFile(join(folder, 'in/c.jpg'));
  return folder;
}

describe('pixel-deflection patches', () => {
  it('makes the database that the library makes of all photos at once', async () => {
    const folder = await photos();
    const args = ['patches', 'in', '-o', 'patches.bin', '--count', '500', '--patch-size', '6', '--seed', '3'];
    const { code, stdout, stderr } = await run(args, folder);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const patches = decodePatches(new Uint8Array(readFileSync(join(folder, 'patches.bin'))));
    const names = ['in/a.png', 'in/b.png', 'in/c.jpg'];
    const images = await Promise.all(names.map(async (name) => (await readImage(join(folder, name))).image));
    const expected = createPatchDatabase(images, { count: 500, patchSize: 6, random: createRandom(3) });
    expect(patches).toEqual(expected);
    expect(stderr).toContain(`✓ ${expected.count} patches of 6 × 6 from 3 photos → patches.bin · `);
    expect(stderr).toMatch(/ · seed 3\n$/);
  });

  it('makes databases that pictures can be quilted from', async () => {
    const folder = await photos();
    await run(['patches', 'in/a.png', '-o', 'patches.bin', '--count', '100000', '--seed', '1'], folder);
    const patches = decodePatches(new Uint8Array(readFileSync(join(folder, 'patches.bin'))));
    expect(patches.count).toBe((50 - 4) * (40 - 4));
    const { image } = await readImage(join(folder, 'in/a.png'));
    // All patches of the picture are there: it is rebuilt from itself.
    expect(quiltImage(image, { patches, overlap: 2 }).data).toEqual(image.data);
  });

  it('says in one line what is wrong, and writes nothing', async () => {
    const folder = await photos();
    writeFileSync(join(folder, 'bad.png'), 'no picture');
    const before = filesBelow(folder);
    const cases: [args: string, code: number, message: RegExp][] = [
      ['in -o patches.bin --count 0', 2, /for --count but received 0$/m],
      ['in -o patches.bin --count 12x', 2, /for --count but received "12x"$/m],
      ['in -o patches.bin --count 2000000000', 2, /at most \d+ patches of this size \(2 GiB\) for --count/],
      ['in -o patches.bin --patch-size 65', 2, /from 1 to 64 for --patch-size but received 65$/m],
      ['in -o no/patches.bin', 2, /the folder .*no does not exist, expected a file in an existing folder/],
      ['in -o in', 2, /in: a folder, expected the name of a file for --output$/m],
      ['in -o in/a.png', 2, /in\/a\.png: is read by this command/],
      ['in -o patches.bin --size 4', 2, /unknown option '--size'/],
      ['nowhere -o patches.bin', 1, /nowhere: does not exist/],
      ['in bad.png -o patches.bin', 1, /bad\.png: text, expected/],
      ['in -o patches.bin --patch-size 10', 1, /in\/b\.png: 12 × 9 pixels, expected at least 10 × 10$/m],
    ];
    for (const [args, code, message] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- all in one folder, which is looked at after each
      const result = await run(['patches', ...args.split(' ')], folder);
      const lines = result.stderr.split('\n').filter((line) => !line.startsWith('{'));
      expect({ args, code: result.code, stdout: result.stdout, lines }).toEqual({
        args,
        code,
        stdout: '',
        lines: [expect.stringMatching(/^pixel-deflection: /), ''],
      });
      expect(result.stderr).toMatch(message);
      expect(filesBelow(folder)).toEqual(before);
    }
  });
});
