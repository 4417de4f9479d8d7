import { readFile } from 'node:fs/promises';
import { download, type Download, FilesError, isAddress, parseAddress, storePaths, UnreachableError } from '#files';
import { outOfRange } from '../../core/checks.js';
import { showPath } from '../../io/show-path.js';
import { catalogCard, catalogEntry } from '../../models/catalog/catalog.js';
import { UsageError, WorkError } from '../errors.js';
import { paint } from '../run/progress.js';
import { onStop } from '../run/stop.js';
import type { RawFlags } from '../values.js';
import { completedCard, readCardFlags, refuseCardFlags } from './card.js';
import { ByteProgress } from './progress.js';
import { chooseName, inStore, megabytes, namedFolder, placeOf, writeCard } from './store.js';

/** What is pulled, and how its card is made once the file is there. */
interface Wanted extends Download {
  readonly writeCard: (path: string) => Promise<void>;
}

/** A model of the catalog. */
function fromCatalog(name: string, raw: RawFlags): Wanted {
  const entry = catalogEntry(name);
  if (entry?.url === undefined) {
    const problem = entry === undefined ? 'is not in the catalog' : 'is known by its hash only';
    const advice = 'pixel-deflection models list shows what can be pulled; a URL needs --sha256';
    throw new UsageError(`${showPath(name)}: ${problem}: ${advice}`);
  }
  refuseCardFlags(raw, name);
  const card = storePaths(entry.name, namedFolder(raw)).card;
  const { url, sha256, bytes } = entry;
  return { name: entry.name, url, sha256, bytes, writeCard: async () => writeCard(card, await catalogCard(entry)) };
}

/** An address that may be pulled from, or a mistake in what was typed. */
function checkedAddress(address: string): URL {
  try {
    return parseAddress(address);
  } catch (error) {
    if (error instanceof FilesError) throw new UsageError(error.message);
    throw error;
  }
}

/** A file of somebody's, by its address and SHA-256. */
async function fromAddress(address: string, raw: RawFlags): Promise<Wanted> {
  const url = checkedAddress(address);
  const given = raw.sha256 === undefined ? undefined : String(raw.sha256);
  if (given === undefined || !/^[\da-f]{64}$/i.test(given)) {
    throw new UsageError(outOfRange('the 64 hexadecimal digits of the file', '--sha256', given).message);
  }
  const sha256 = given.toLowerCase();
  const name = chooseName(raw, url.pathname, sha256);
  const flags = await readCardFlags(raw);
  const { card } = storePaths(name, namedFolder(raw));
  return {
    name,
    url: url.href,
    sha256,
    writeCard: async (path) => {
      const bytes = await readFile(path);
      const complete = await completedCard(bytes, { source: url.href, ...flags }, name);
      await writeCard(card, { ...complete, sha256, bytes: bytes.length });
    },
  };
}

/** Downloads with progress; Ctrl-C keeps what came. */
async function pull(wanted: Wanted, folder: string | undefined): Promise<string> {
  const stopped = new AbortController();
  const progress = new ByteProgress();
  let received = 0;
  const work = download(wanted, {
    folder,
    signal: stopped.signal,
    check: wanted.writeCard,
    onProgress: (now) => {
      received = now.received;
      progress.show(now);
    },
  });
  const forget = onStop(async () => {
    stopped.abort();
    await work.catch(() => {});
    progress.clear();
    process.stderr.write(
      `pixel-deflection: stopped after ${megabytes(received)}: the same command goes on from there\n`,
    );
  });
  try {
    return await work;
  } catch (error) {
    // The program is about to end.
    if (stopped.signal.aborted) await new Promise(() => {});
    if (!(error instanceof UnreachableError)) throw error;
    const add = 'get the file in another way and give it to "pixel-deflection models add"';
    const dir = 'name a folder that holds it by --models-dir or PIXEL_DEFLECTION_MODELS';
    throw new WorkError(`${error.message}: ${add}, or ${dir}`, { cause: error });
  } finally {
    progress.clear();
    forget();
  }
}

/**
 * `pixel-deflection models pull`: downloads a model into the store, unless it is there.
 * @returns the exit code
 */
export async function pullCommand(model: string, raw: RawFlags): Promise<number> {
  const folder = namedFolder(raw);
  const wanted = isAddress(model) ? await fromAddress(model, raw) : fromCatalog(model, raw);
  await inStore(folder, async () => {
    const { there, model: place } = await placeOf(wanted.name, wanted.sha256, folder);
    if (there) await wanted.writeCard(place);
    else await pull(wanted, folder);
    const mark = paint(process.stderr, 'green', '✓');
    process.stderr.write(`${mark} ${wanted.name}${there ? ' · was there already' : ''} · ${showPath(place)}\n`);
  });
  return 0;
}
