import { hashFile, listStored, modelsFolder, readTextIfPresent, storePaths } from '#files';
import { showPath } from '../../io/show-path.js';
import { catalogEntry, findCard } from '../../models/catalog/catalog.js';
import { readCard } from '../../models/source.js';
import { paint } from '../run/progress.js';
import { jsonLine } from '../run/results.js';
import type { RawFlags } from '../values.js';
import { inStore, namedFolder, requireStored } from './store.js';

/** What became of one model. `unknown`: nothing says what its hash should be. */
interface Verdict {
  readonly name: string;
  readonly path: string;
  readonly status: 'right' | 'wrong' | 'unknown';
  readonly expected: string | null;
  readonly received: string;
}

async function verify(name: string, folder: string | undefined): Promise<Verdict> {
  const path = await requireStored(name, folder);
  const received = await hashFile(path);
  const entry = catalogEntry(name);
  const own = storePaths(entry?.name ?? name, folder).card;
  const recorded = (await readTextIfPresent(own)) === undefined ? undefined : (await readCard(own)).sha256;
  // A file that the catalog knows by its hash is right under any name.
  const expected = entry?.sha256 ?? recorded ?? (await findCard(received))?.sha256 ?? null;
  const status = expected === null ? 'unknown' : expected === received ? 'right' : 'wrong';
  return { name: entry?.name ?? name, path, status, expected, received };
}

function words({ name, path, status, expected, received }: Verdict): string {
  if (status === 'right') return `${paint(process.stdout, 'green', '✓')} ${name} · ${received}`;
  const cross = paint(process.stdout, 'red', '✗');
  if (status === 'unknown') return `${cross} ${name} · ${received} · no SHA-256 is recorded to compare it with`;
  return `${cross} ${name} · ${received}, expected ${expected}: delete ${showPath(path)}, pull or add it again`;
}

/**
 * `pixel-deflection models verify`: compares the SHA-256 of models with those of the catalog, or of their cards.
 * @returns the exit code: 1 where one is wrong, or has nothing to be compared with
 */
export async function verifyCommand(names: readonly string[], raw: RawFlags): Promise<number> {
  const folder = namedFolder(raw);
  return inStore(folder, async () => {
    const chosen = names.length > 0 ? names : await listStored(folder);
    if (chosen.length === 0) process.stderr.write(`no models in ${showPath(modelsFolder(folder))}\n`);
    let right = true;
    for (const name of chosen) {
      // oxlint-disable-next-line no-await-in-loop -- one large file at a time
      const verdict = await verify(name, folder);
      process.stdout.write(`${raw.json === true ? jsonLine(verdict) : words(verdict)}\n`);
      right &&= verdict.status === 'right';
    }
    return right ? 0 : 1;
  });
}
