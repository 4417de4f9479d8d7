import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a part was begun from; it is continued only for the same three. */
export interface Origin {
  readonly url: string;
  readonly sha256: string;
  /** How the server names this version of the file: a strong ETag, or the time of its last change. */
  readonly validator: string;
}

/** Folders of parts that this process is working in. */
const own = new Set<string>();

/** The process that works in a part's folder, by its name `<model>.<process>-<random>.part`; 0: none. */
function ownerOf(entry: string, model: string): number | undefined {
  if (!entry.startsWith(`${model}.`)) return undefined;
  const [, owner] = /^(\d+)-[0-9a-f]{16}\.part$/.exec(entry.slice(model.length + 1)) ?? [];
  return owner === undefined ? undefined : Number(owner);
}

function isRunning(owner: number): boolean {
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Whether nobody works in a part any more: it was let go, or its process was killed. */
function isFree(entry: string, model: string): boolean {
  const owner = ownerOf(entry, model);
  if (owner === undefined) return false;
  return owner === 0 || (owner === process.pid ? !own.has(entry) : !isRunning(owner));
}

function randomName(model: string, owner: number): string {
  return `${model}.${owner}-${randomBytes(8).toString('hex')}.part`;
}

/**
 * The beginning of a file that is being downloaded: a folder beside the file's place, with the bytes and what they are
 * from. Each process works in one of its own, taken over from nobody or from a process that was killed by renaming it,
 * which of several processes only one can do.
 */
export class Part {
  readonly #folder: string;
  readonly #model: string;
  readonly #name: string;
  #file: FileHandle | undefined;
  #validator: string | undefined;
  #size = 0;

  private constructor(folder: string, model: string, name: string) {
    this.#folder = folder;
    this.#model = model;
    this.#name = name;
  }

  /** Takes the longest free part of a model that fits, or makes an empty one; free parts that do not fit are removed. */
  static async take(folder: string, model: string, url: string, sha256: string): Promise<Part> {
    const free = (await readdir(folder)).filter((entry) => isFree(entry, model));
    const taken = await Promise.all(free.map((entry) => Part.#takeOver(folder, model, entry)));
    const parts = taken.filter((part) => part !== undefined);
    await Promise.all(parts.map((part) => part.#look(url, sha256)));
    const [best, ...others] = parts.toSorted((a, b) => b.#size - a.#size);
    await Promise.all(others.map((part) => part.remove()));
    return best ?? Part.#make(folder, model);
  }

  static async #makeOwn(folder: string, model: string, place: (path: string) => Promise<unknown>): Promise<Part> {
    const name = randomName(model, process.pid);
    own.add(name);
    try {
      await place(join(folder, name));
      return new Part(folder, model, name);
    } catch (error) {
      own.delete(name);
      throw error;
    }
  }

  static #make(folder: string, model: string): Promise<Part> {
    return Part.#makeOwn(folder, model, (path) => mkdir(path));
  }

  /** Undefined where another process was faster. */
  static #takeOver(folder: string, model: string, entry: string): Promise<Part | undefined> {
    return Part.#makeOwn(folder, model, (path) => rename(join(folder, entry), path)).catch(() => undefined);
  }

  /** Finds out what there is to go on from. */
  async #look(url: string, sha256: string): Promise<void> {
    try {
      const origin = JSON.parse(await readFile(this.#originPath, 'utf8')) as Origin;
      if (origin.url !== url || origin.sha256 !== sha256 || typeof origin.validator !== 'string') return;
      this.#size = (await stat(this.path)).size;
      this.#validator = origin.validator;
    } catch {
      // Ended before anything was written: nothing to go on from.
    }
  }

  get #originPath(): string {
    return join(this.#folder, this.#name, 'origin.json');
  }

  /** Where its bytes are. */
  get path(): string {
    return join(this.#folder, this.#name, 'data');
  }

  /** Number of bytes. */
  get size(): number {
    return this.#size;
  }

  /** Of the version of the file that the bytes are from; undefined where they cannot be gone on from. */
  get validator(): string | undefined {
    return this.#validator;
  }

  /** Begins from nothing. */
  async begin(origin: Omit<Origin, 'validator'>, validator: string | undefined): Promise<void> {
    await this.close();
    this.#file = await open(this.path, 'w');
    this.#size = 0;
    this.#validator = validator;
    await writeFile(this.#originPath, JSON.stringify({ ...origin, validator }));
  }

  /** Adds bytes at the end. */
  async write(piece: Uint8Array): Promise<void> {
    this.#file ??= await open(this.path, 'r+');
    for (let done = 0; done < piece.length;) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, at places that depend on it
      done += (await this.#file.write(piece, done, piece.length - done, this.#size + done)).bytesWritten;
    }
    this.#size += piece.length;
  }

  /** Brings what was written to the disk. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) await file.sync().finally(() => file.close());
  }

  /** Gives the bytes their place, all at once. */
  async moveTo(place: string): Promise<void> {
    await rename(this.path, place);
    await this.remove();
  }

  /** Leaves the part for whoever goes on; one that cannot be gone on from is removed. */
  async letGo(): Promise<void> {
    await this.close();
    if (this.#size === 0 || this.#validator === undefined) return this.remove();
    await rename(join(this.#folder, this.#name), join(this.#folder, randomName(this.#model, 0)));
    own.delete(this.#name);
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(join(this.#folder, this.#name), { recursive: true, force: true });
    own.delete(this.#name);
  }
}
