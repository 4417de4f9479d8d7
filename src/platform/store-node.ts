import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { FilesError } from './files-error.js';

/** Names of files that no system gives another meaning: no separators, no dot or dash at an end, no device. */
const modelName = /^(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))[a-z\d](?:[\w.-]{0,98}\w)?$/i;

/** Whether a text can be the name of a model in the store: up to 100 letters, digits, dots, dashes, underscores. */
export function isModelName(name: string): boolean {
  return modelName.test(name);
}

/** The folder of a user's caches: `$XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`. */
function cacheFolder(): string {
  const { platform, env } = process;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (platform === 'win32') return env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  // The specification of XDG wants relative paths ignored.
  return isAbsolute(env.XDG_CACHE_HOME ?? '') ? (env.XDG_CACHE_HOME as string) : join(homedir(), '.cache');
}

/**
 * The folder that holds models, each as `<name>.onnx` with its card `<name>.json`.
 * @param folder where a user names one; default: `PIXEL_DEFLECTION_MODELS`, else `pixel-deflection/models` in the folder
 *   of the user's caches
 */
export function modelsFolder(folder?: string): string {
  const named = folder || process.env.PIXEL_DEFLECTION_MODELS;
  return named ? resolve(named) : join(cacheFolder(), 'pixel-deflection', 'models');
}

/**
 * Where a model and its card lie, or would lie.
 * @throws FilesError for a name that is none
 */
export function storePaths(name: string, folder?: string): { readonly model: string; readonly card: string } {
  if (!isModelName(name)) {
    throw new FilesError(name, 'is no name of a model, expected up to 100 letters, digits, dots, dashes, underscores');
  }
  const base = join(modelsFolder(folder), name);
  return { model: `${base}.onnx`, card: `${base}.json` };
}

/** The path of a model in the store; undefined where there is none of this name. */
export async function findStored(name: string, folder?: string): Promise<string | undefined> {
  if (!isModelName(name)) return undefined;
  const { model } = storePaths(name, folder);
  const there = await stat(model).catch(() => undefined);
  return there?.isFile() === true ? model : undefined;
}

/** The names of all models in the store, sorted; none where there is no folder. */
export async function listStored(folder?: string): Promise<string[]> {
  const entries = await readdir(modelsFolder(folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = entries.filter((entry) => entry.endsWith('.onnx')).map((entry) => entry.slice(0, -5));
  const stored = await Promise.all(names.map((name) => findStored(name, folder)));
  return names.filter((_, i) => stored[i] !== undefined).toSorted();
}

/** The SHA-256 of a file, in lower-case hexadecimal digits, piece by piece. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}
