import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, filesBelow, run } from './support/built.js';
import { bigEndian, pngChunk, pngFile, temporaryFolder } from './support/picture-files.js';
import { rawPicture } from './support/picture-samples.js';

beforeAll(build);

let samples: { readonly jpeg: Buffer; readonly png: Buffer; readonly webp: Buffer };

beforeAll(async () => {
  const [jpeg, png, webp] = await Promise.all([
    rawPicture(40, 30, 3).jpeg().toBuffer(),
    rawPicture(40, 30, 3).png().toBuffer(),
    rawPicture(40, 30, 3).webp().toBuffer(),
  ]);
  samples = { jpeg, png, webp };
});

/** A folder with a good picture in it. */
function withPicture(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'photo.jpg'), samples.jpeg);
  return folder;
}

/** A PNG of 16,000 × 16,000 pixels in 32 kilobytes. */
function hugePng(): Buffer {
  const side = 16_000;
  const header = Buffer.concat([bigEndian(side, 4), bigEndian(side, 4), Buffer.from([1, 0, 0, 0, 0])]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.alloc(side * (side / 8 + 1)))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Fails with one line on standard error, says nothing else and writes nothing. */
async function expectFailure(args: readonly string[], folder: string, code: number, message: RegExp): Promise<void> {
  const before = filesBelow(folder);
  const result = await run(args, folder);
  expect({ code: result.code, stdout: result.stdout, message: result.stderr }).toEqual({
    code,
    stdout: '',
    message: expect.stringMatching(/^pixel-deflection: [^\n]+\n$/),
  });
  expect(result.stderr).toMatch(message);
  expect(filesBelow(folder)).toEqual(before);
}

describe('flags', () => {
  const cases: [flags: string, message: RegExp][] = [
    ['--sigma -1', /Expected a finite number of at least 0 for --sigma \(or 'estimate'\) but received -1$/m],
    ['--sigma NaN', /for --sigma \(or 'estimate'\) but received "NaN"$/m],
    ['--sigma 12abc', /for --sigma .* but received "12abc"$/m],
    ['--deflections -3', /Expected an integer of at least 0 for --deflections but received -3$/m],
    ['--deflections 1.5', /for --deflections but received 1\.5$/m],
    ['--deflections 0x10', /for --deflections but received "0x10"$/m],
    ['--window 0', /Expected an integer from 1 to 224 for --window but received 0$/m],
    ['--window 225', /for --window but received 225$/m],
    ['--window 41 --no-scale', /photo\.jpg: Expected an integer from 1 to 40 for --window but received 41/],
    ['--window 65 --no-scale --size 64x32', /Expected an integer from 1 to 64 for --window but received 65$/m],
    ['--bias 1.01', /Expected a number from -1 to 1 for --bias but received 1\.01$/m],
    ['--seed 1.5', /Expected an integer for --seed but received "1\.5"$/m],
    ['--seed --json', /Expected an integer for --seed but received "--json"$/m],
    ['--size 0', /for --size but received "0"$/m],
    ['--size 64x', /for --size but received "64x"$/m],
    ['--size 8000x8000', /from 1 pixel to 50 megapixels, for --size but received "8000x8000"$/m],
    ['--size 1', /Expected sides of at least 2 \(denoiser 'wavelet'\) for --size but received "1"$/m],
    [
      '--preset papr',
      /Expected one of 'notebook', 'repository', 'paper' for --preset but received "papr": did you mean paper\?$/m,
    ],
    ['--algorithm both', /for --algorithm but received "both"$/m],
    ['--random pyton', /for --random but received "pyton": did you mean python\?$/m],
    ['--denoiser median', /for --denoiser but received "median"$/m],
    ['--wavelet db11', /for --wavelet but received "db11": did you mean db1 or db10\?$/m],
    ['--cycle-spin 65', /Expected an integer from 0 to 64 for --cycle-spin but received 65$/m],
    ['--denoiser nlm --patch-size 4', /for --patch-size but received 4$/m],
    ['--denoiser wiener --wiener-size 2', /for --wiener-size but received 2$/m],
    ['--denoiser bilateral --mode wrap --cval 1', /no value with mode 'wrap' for --cval but received 1$/m],
    ['--denoiser tv --sigma 1', /Expected --denoiser wavelet or nlm or dct for --sigma but received 'tv'$/m],
    ['--denoiser dct --no-ycbcr', /Expected --denoiser wavelet for --no-ycbcr but received 'dct'$/m],
    ['--no-fast', /Expected --denoiser nlm for --no-fast but received 'wavelet'$/m],
    ['--workers 0', /Expected an integer from 1 to 256 for --workers but received 0$/m],
    ['--quality 3', /for --quality but received PNG$/m],
    ['--format png --quality 90', /no --quality \(PNG is without loss\)/],
    ['--format gif', /for --format but received "gif"$/m],
    ['--format jpeg', /Expected a name that ends in \.jpg for --output but received safe\.png$/m],
    [
      '--map nowhere.png',
      /nowhere\.png: does not exist, expected none, center, r-cam, cam, grad-cam, a file or a folder for --map$/m,
    ],
    ['--sede 4', /unknown option '--sede' \(did you mean --seed\?\)$/m],
    ['--sigma', /option '--sigma <value>' argument missing$/m],
  ];
  it.for(cases)('%s', async ([flags, message]) => {
    const args = ['defend', 'photo.jpg', '-o', 'safe.png', ...flags.split(' ')];
    await expectFailure(args, withPicture(), 2, message);
  });

  it('wants a command, an input and an output', async () => {
    const folder = withPicture();
    await expectFailure(['defnd'], folder, 2, /unknown command 'defnd' \(did you mean defend\?\)$/m);
    await expectFailure(['defend', 'photo.jpg'], folder, 2, /required option '-o, --output <path>' not specified$/m);
    await expectFailure(['defend', '-o', 'out.png'], folder, 2, /missing required argument 'inputs'$/m);
    await expectFailure(['defend', 'photo.jpg', '-o', ''], folder, 2, /'': no name, expected a file/);
  });
});

describe('pictures that cannot be read', () => {
  const content: [name: string, bytes: () => Uint8Array, message: RegExp][] = [
    ['empty.png', () => Buffer.alloc(0), /empty\.png: empty \(0 bytes\), expected/],
    [
      'garbage.jpg',
      () => Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7919) % 251)),
      /garbage\.jpg: .*expected/,
    ],
    ['text.png', () => Buffer.from('not a picture'), /text\.png: text, expected JPEG, PNG/],
    ['drawing.svg', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /an SVG drawing, expected/],
    ['drawing.png', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /an SVG drawing, expected/],
    ['paper.pdf', () => Buffer.from('%PDF-1.7\n'), /a PDF document, expected/],
    ['scan.tiff', () => Buffer.from('II*\0\x08\0\0\0', 'latin1'), /a TIFF picture, expected/],
    ['huge.png', hugePng, /16000 × 16000 pixels \(256 megapixels\), expected at most 50 megapixels/],
    ['thin.png', () => pngFile(9, 1, 8, 2, [Buffer.alloc(27)]), /thin\.png: Expected a height of at least 2/],
    ...[2, 100, 600].map((cut): [string, () => Buffer, RegExp] => [
      `cut-${cut}.jpg`,
      () => samples.jpeg.subarray(0, samples.jpeg.length - cut),
      /cut short at byte \d+/,
    ]),
    ...[1, 12, 900].map((cut): [string, () => Buffer, RegExp] => [
      `cut-${cut}.png`,
      () => samples.png.subarray(0, samples.png.length - cut),
      /cut short at byte \d+/,
    ]),
    ['cut.webp', () => samples.webp.subarray(0, samples.webp.length - 1), /cut short at byte \d+/],
  ];
  it.for(content)('%s', async ([name, bytes, message]) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), bytes());
    await expectFailure(['defend', name, '-o', 'safe.png'], folder, 1, message);
  });

  it('leave a result of before as it was', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'cut.jpg'), samples.jpeg.subarray(0, -9));
    writeFileSync(join(folder, 'safe.png'), samples.png);
    await expectFailure(['defend', 'cut.jpg', '-o', 'safe.png'], folder, 1, /cut short/);
    expect(readFileSync(join(folder, 'safe.png'))).toEqual(samples.png);
  });

  it('missing files, empty folders and patterns that match nothing', async () => {
    const folder = withPicture();
    mkdirSync(join(folder, 'empty'));
    await expectFailure(['defend', 'nowhere.jpg', '-o', 'a.png'], folder, 1, /nowhere\.jpg: does not exist/);
    await expectFailure(['defend', 'photo.jpg', 'nowhere.jpg', '-o', 'out'], folder, 1, /nowhere\.jpg: does not exist/);
    await expectFailure(['defend', 'empty', '-o', 'out'], folder, 1, /empty: nothing to read in this folder/);
    await expectFailure(['defend', '*.gif', '-o', 'out'], folder, 1, /\*\.gif: matches nothing/);
  });

  it('a folder that was made for results is taken away where nothing is written', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'bad.jpg'), 'no picture');
    await expectFailure(['defend', 'bad.jpg', '-o', 'out/'], folder, 1, /bad\.jpg: text/);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });
});

describe('places that cannot be written to', () => {
  it('a folder that is missing, a device, a folder in place of a file and a file in place of a folder', async () => {
    const folder = withPicture();
    copyFileSync(join(folder, 'photo.jpg'), join(folder, 'other.jpg'));
    const one = ['defend', 'photo.jpg', '-o'];
    await expectFailure([...one, 'no/out.png'], folder, 2, /no\/out\.png: the folder .*no does not exist, expected/);
    await expectFailure([...one, 'no/out/'], folder, 2, /no\/out\/: the folder .*no does not exist, expected/);
    await expectFailure([...one, '/dev/null'], folder, 2, /\/dev\/null: a pipe or a device, expected/);
    await expectFailure([...one, 'noextension'], folder, 2, /Expected a name ending in .* received "noextension"$/m);
    await expectFailure([...one, 'out.gif'], folder, 2, /Expected a name ending in .* received "out\.gif"$/m);
    await expectFailure([...one, 'a.png', '--show', 'no/s.png'], folder, 2, /for --show$/m);
    const two = ['defend', 'photo.jpg', 'other.jpg', '-o'];
    await expectFailure([...two, 'out.png'], folder, 2, /out\.png: the name of a file, expected a folder/);
    await expectFailure([...two, 'photo.jpg'], folder, 2, /photo\.jpg: the name of a file, expected a folder/);
    await expectFailure([...two, 'no/out'], folder, 2, /no\/out: the folder .*no does not exist, expected/);
    if (process.platform === 'linux') {
      // Not even root can write here.
      await expectFailure([...one, '/proc/out.png'], folder, 1, /\/proc\/out\.png: cannot be written/);
      await expectFailure([...one, '/proc/out/'], folder, 2, /\/proc\/out: .*expected a folder that can be written to/);
    }
  });

  it('the input itself, under any of its names', async () => {
    const folder = withPicture();
    symlinkSync('photo.jpg', join(folder, 'link.jpg'));
    linkSync(join(folder, 'photo.jpg'), join(folder, 'hard.jpg'));
    writeFileSync(join(folder, 'map.png'), samples.png);
    mkdirSync(join(folder, 'real'));
    copyFileSync(join(folder, 'photo.jpg'), join(folder, 'real/photo.jpg'));
    symlinkSync('real', join(folder, 'linked'));
    const same = /(is read by this command|is the same file as photo\.jpg), expected another place for the result$/m;
    for (const output of ['photo.jpg', './photo.jpg', 'link.jpg', 'hard.jpg', join(folder, 'photo.jpg')]) {
      // oxlint-disable-next-line no-await-in-loop -- all in one folder, which is looked at after each
      await expectFailure(['defend', 'photo.jpg', '-o', output], folder, 2, same);
    }
    await expectFailure(['defend', 'link.jpg', '-o', 'photo.jpg'], folder, 2, /same file as link\.jpg/);
    await expectFailure(['defend', 'photo.jpg', '-o', 'a.png', '--show', 'hard.jpg'], folder, 2, same);
    await expectFailure(['defend', 'photo.jpg', '-o', 'map.png', '--map', 'map.png'], folder, 2, /map\.png: is read/);
    await expectFailure(
      ['defend', 'real', '-o', 'linked', '--format', 'jpeg'],
      folder,
      2,
      /photo\.jpg: is the same file/,
    );
  });

  it('one place for two results', async () => {
    const folder = withPicture();
    copyFileSync(join(folder, 'photo.jpg'), join(folder, 'photo.jpeg'));
    mkdirSync(join(folder, 'b'));
    copyFileSync(join(folder, 'photo.jpg'), join(folder, 'b/photo.jpg'));
    const both = /photo\.png: the results of .* and .* would be written here, expected different names$/m;
    await expectFailure(['defend', 'photo.jpg', 'photo.jpeg', '-o', 'out'], folder, 2, both);
    await expectFailure(['defend', 'photo.jpg', 'b/photo.jpg', '-o', 'out'], folder, 2, both);
    await expectFailure(['defend', 'photo.jpg', '-o', 'a.png', '--show', './a.png'], folder, 2, /both results/);
  });
});
