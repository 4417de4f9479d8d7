import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { compare } from '../../io/image-files.js';
import { packageVersion } from './machine.js';

/** The folders whose code decides what stands in a record. */
const decisive = [
  'core',
  'defenses',
  'models',
  'pipeline',
  'attacks',
  'io',
  'platform',
  'evaluation/records',
  'evaluation/shard',
];

/** The folder of all code: `dist` where this was built, else `src`. */
const codeFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const samplesFolder = join(codeFolder, '..', 'assets', 'samples');

/** `.js` in `dist`, `.ts` where the sources run by themselves. */
const codeExtension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));

async function codeFiles(folder: string, extension: string): Promise<string[]> {
  const lists = await Promise.all(
    decisive.map(async (part) =>
      (await readdir(join(folder, part), { recursive: true })).map((name) => join(part, name)),
    ),
  );
  return lists
    .flat()
    .filter((name) => name.endsWith(extension) && !/\.test\.\w+$|\.d\.ts$/.test(name))
    .map((name) => name.replaceAll(sep, '/'))
    .toSorted(compare);
}

/**
 * @internal Hex SHA-256 over the names and texts of the code that decides records; line ends are those of no system.
 * @param folder the folder of all code
 * @param extension of its files: `.js` or `.ts`
 */
export async function hashCode(folder: string, extension: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await codeFiles(folder, extension)) {
    // oxlint-disable-next-line no-await-in-loop -- some hundred small files, in their order
    const text = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
    hash.update(`${file}\n${text.length}\n${text}`);
  }
  return hash.digest('hex');
}

/** Hex SHA-256 over the sample pictures: the patches that quilting takes follow from them. */
async function hashSamples(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(samplesFolder)).filter((each) => each.endsWith('.png')).toSorted(compare)) {
    // oxlint-disable-next-line no-await-in-loop -- a few small files, in their order
    hash.update(name).update(await readFile(join(samplesFolder, name)));
  }
  return hash.digest('hex');
}

async function findVersion(): Promise<string> {
  const manifest = await readFile(join(codeFolder, '..', 'package.json'), 'utf8');
  const libraries = JSON.stringify({ onnxruntime: packageVersion('onnxruntime-node'), ...sharp.versions });
  const code = await hashCode(codeFolder, codeExtension);
  const samples = await hashSamples();
  const hash = createHash('sha256').update(`${code}\n${samples}\n${libraries}`).digest('hex');
  return `${(JSON.parse(manifest) as { version: string }).version}+${hash.slice(0, 12)}`;
}

let known: Promise<string> | undefined;

/**
 * What the records of a run follow from beside plan, models and data: the package's version, a plus sign, and the first 12
 * hex digits of a SHA-256 over all code that decides a record, the sample pictures (for quilting), and the versions of the libraries that run models and
 * decode pictures. Driver and workers must have the same. The sources and what is built from them have different ones.
 */
export function codeVersion(): Promise<string> {
  known ??= findVersion();
  return known;
}
