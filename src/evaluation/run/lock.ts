import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { oneLine } from '../../core/one-line.js';
import { systemReason } from '../../io/errors.js';
import { showPath } from '../../io/show-path.js';
import { RunError } from './errors.js';
import { type ProcessIdentity, stateOf, thisProcess } from './process-identity.js';

// The file `lock` names the process that has the folder. Where that process has ended, its place is fought over by making
// `lock.after-<hash of its lock>`, which only one can make; who ends while having that is followed in the same way. The
// winner makes sure that `lock` is still the one it follows, and puts its own in its place.

/** A run folder that another process has. */
export class FolderLockedError extends RunError {
  override readonly name = 'FolderLockedError';

  constructor(message: string) {
    super(message, { refused: true });
  }
}

/** The right to write into a run folder. */
export interface FolderLock {
  /** Gives the folder back. A second call does nothing. */
  release(): Promise<void>;
}

const lockName = 'lock';
const heirPrefix = 'lock.after-';

/** For a lock that is being written this very moment on a file system without hard links. */
const patience = { tries: 20, milliseconds: 50 };

function heirOf(text: string): string {
  return `${heirPrefix}${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Who a lock names; undefined where it is no lock, or not yet. */
function holderOf(text: string): ProcessIdentity | undefined {
  try {
    const { pid, host, space, began } = JSON.parse(text) as ProcessIdentity;
    const texts = [host, space, began].every((value) => typeof value === 'string');
    return Number.isSafeInteger(pid) && pid > 0 && texts ? { pid, host, space, began } : undefined;
  } catch {
    return undefined;
  }
}

/** Makes a file with its whole content at once. @returns whether it did; false where there is one of this name */
async function make(folder: string, name: string, text: string): Promise<boolean> {
  const path = join(folder, name);
  const temporary = join(folder, `.${lockName}-${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error;
      // A file system without hard links: others may see the file while it is empty, and are patient.
      return copyFile(temporary, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** The lock that counts: that of the folder, or of the last one that began to follow it. */
async function lastHeir(folder: string, text: string): Promise<string> {
  let last = text;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- from one to the next
    const heir = await readIfThere(join(folder, heirOf(last)));
    if (heir === undefined) return last;
    last = heir;
  }
}

function refusal(folder: string, holder: ProcessIdentity | undefined): FolderLockedError {
  const file = showPath(join(folder, lockName));
  if (holder === undefined) {
    const remove = `if no process writes into this folder, remove ${file}`;
    return new FolderLockedError(`${showPath(folder)}: its lock cannot be understood; ${remove}`);
  }
  const who = `process ${holder.pid} on ${oneLine(holder.host)}`;
  if (stateOf(holder) === 'running') {
    return new FolderLockedError(
      `${showPath(folder)}: in use by ${who}, expected a run folder that no process writes to`,
    );
  }
  const remove = `whether it still runs cannot be told from here; if it does not, remove ${file}`;
  return new FolderLockedError(`${showPath(folder)}: in use by ${who}; ${remove}`);
}

/** One try: whether the folder is ours now, or undefined where another changed it meanwhile. */
async function tryOnce(folder: string, own: string): Promise<true | undefined> {
  const path = join(folder, lockName);
  const seen = await readIfThere(path);
  if (seen === undefined) return (await make(folder, lockName, own)) || undefined;
  const last = await lastHeir(folder, seen);
  const holder = holderOf(last);
  if (holder === undefined || stateOf(holder) !== 'ended') {
    // An heir of a lock that is gone by now is about to find that out, and has nothing.
    if (last !== seen && (await readIfThere(path)) !== seen) return undefined;
    throw refusal(folder, holder);
  }
  const heir = heirOf(last);
  if (!(await make(folder, heir, own))) return undefined;
  if ((await readIfThere(path)) !== seen) {
    // Another one was faster, and has finished.
    await rm(join(folder, heir), { force: true });
    return undefined;
  }
  await rename(join(folder, heir), path);
  return true;
}

/** Removes what the takeover left: of no use to others once `lock` has changed. */
async function sweep(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name.startsWith(heirPrefix));
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
}

/**
 * Takes a run folder for this process, against two drivers in one folder: a file `lock` in it names the process, its host and
 * when it began. The lock of a process of this host that has ended (killed, say) is taken over; of several that try at once,
 * one gets it.
 *
 * @param folder an existing folder
 * @throws FolderLockedError where a process has it, or one of another host (or container) may, with what to do; RunError
 *   where no lock can be written
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const own = `${JSON.stringify({ ...thisProcess(), lock: randomUUID() })}\n`;
  const path = join(folder, lockName);
  for (let tries = patience.tries; ; tries--) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- until it is clear whose it is
      if (await tryOnce(folder, own)) break;
    } catch (error) {
      if (!(error instanceof FolderLockedError)) {
        const reason = `cannot be locked: ${systemReason(error)}, expected a folder that can be written to`;
        throw new RunError(`${showPath(folder)}: ${reason}`, { cause: error });
      }
      // oxlint-disable-next-line no-await-in-loop -- as above
      if (tries <= 0 || !(await isUnfinished(path))) throw error;
    }
    // oxlint-disable-next-line no-await-in-loop -- as above
    await sleep(patience.milliseconds);
  }
  await sweep(folder);
  let released: Promise<void> | undefined;
  const release = async () => {
    if ((await readIfThere(path)) === own) await rm(path, { force: true });
  };
  return { release: () => (released ??= release()) };
}

/** Whether a lock is half written, or gone again. */
async function isUnfinished(path: string): Promise<boolean> {
  const text = await readIfThere(path);
  return text === undefined || !text.endsWith('\n');
}
