import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { oneLine } from '../../core/one-line.js';
import { systemReason } from '../../io/errors.js';
import { showPath } from '../../io/show-path.js';
import { writeFileSafely } from '../../io/write-file.js';
import { isManifest } from './check-manifest.js';
import { refused, RunError } from './errors.js';
import { machineDifference } from './machine.js';
import type { Manifest } from './manifest.js';
import { shardsName } from './names.js';
import { removeTemporary } from './temporary.js';

/** The name of the manifest within a run folder. */
export const manifestName = 'manifest.json';

/** What a run that was ended before its manifest was written leaves behind. */
const leftovers = (name: string): boolean => /^(\.|lock$|lock\.after-)/.test(name) || name === shardsName;

/**
 * Looks at what stands at the place of a run folder.
 * @returns its manifest, or undefined where a new run can begin
 * @throws RunError where something else is there
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const where = showPath(folder);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR') throw refused(`${where}: a file, expected a folder for a run`);
    throw new RunError(`${where}: cannot be read: ${systemReason(error)}`, { cause: error });
  }
  if (names.includes(manifestName)) return parseManifest(join(folder, manifestName));
  if (names.every(leftovers)) return undefined;
  throw refused(`${where}: holds other files but no ${manifestName}, expected a run folder, or an empty or new one`);
}

async function parseManifest(path: string): Promise<Manifest> {
  const where = showPath(path);
  let manifest: Partial<Manifest>;
  try {
    manifest = (JSON.parse(await readFile(path, 'utf8')) ?? {}) as Partial<Manifest>;
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'is no JSON' : `cannot be read: ${systemReason(error)}`;
    throw new RunError(`${where}: ${reason}, expected the manifest of a run`, { cause: error });
  }
  if (manifest.format !== 'pixel-deflection run') {
    throw refused(`${where}: is no manifest of a run: choose another folder`);
  }
  if (manifest.schema !== 1) {
    const version = oneLine(String(manifest.version));
    throw refused(
      `${where}: has the schema ${oneLine(String(manifest.schema))}, expected 1: go on with pixel-deflection ${version}, which began it, or choose another folder`,
    );
  }
  if (!isManifest(manifest)) throw new RunError(`${where}: is damaged, expected the manifest of a run`);
  return manifest;
}

/** Refuses to mix records of two codes. */
export function checkCode(folder: string, { code, version }: Manifest, own: string): void {
  if (code === own) return;
  const where = showPath(folder);
  throw refused(
    `${where}: was begun by the code ${oneLine(code)} (pixel-deflection ${oneLine(version)}), this is ${oneLine(own)}: go on with that one, or begin anew in another folder`,
  );
}

/** The first difference between two values, as a path: `attacks[0].sizes`. */
export function difference(a: unknown, b: unknown, path = ''): string {
  const both = typeof a === 'object' && typeof b === 'object' && a !== null && b !== null;
  if (!both || Array.isArray(a) !== Array.isArray(b)) return path;
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return path;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    if (isDeepStrictEqual(left[key], right[key])) continue;
    const name = Array.isArray(a) ? `[${key}]` : path === '' ? key : `.${key}`;
    return difference(left[key], right[key], `${path}${name}`);
  }
  return path;
}

/** JSON has no undefined: a plan as it comes back from a file. */
function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Refuses to go on with another plan. */
export function checkPlan(folder: string, stored: Manifest, plan: Manifest['plan']): void {
  const given = asJson(plan);
  if (isDeepStrictEqual(given, stored.plan)) return;
  const what = oneLine(difference(stored.plan, given));
  throw refused(
    `${showPath(folder)}: is the run of another plan (${what} differs): leave the plan out to go on with its own, or choose another folder`,
  );
}

/** Refuses to go on with other models or other pictures. */
export function checkContents(folder: string, stored: Manifest, found: Manifest): void {
  const where = showPath(folder);
  for (const [i, model] of stored.models.entries()) {
    const other = found.models[i];
    if (model.sha256 !== other.sha256) {
      throw refused(
        `${where}: the file of the model ${oneLine(model.name)} has the SHA-256 ${other.sha256}, expected ${model.sha256}: put back that file, or choose another folder`,
      );
    }
    if (!isDeepStrictEqual(asJson(model), asJson(other))) {
      throw refused(
        `${where}: the card of the model ${oneLine(model.name)} has changed (${oneLine(difference(asJson(model), asJson(other)))}): put back that card, or choose another folder`,
      );
    }
  }
  if (stored.data.sha256 === found.data.sha256 && isDeepStrictEqual(stored.images, asJson(found.images))) return;
  const before = new Map(stored.images.map((image) => [image.id, image]));
  const now = new Map(found.images.map((image) => [image.id, image]));
  const changed =
    stored.images.find(({ id, sha256 }) => now.get(id)?.sha256 !== sha256) ??
    found.images.find(({ id }) => !before.has(id)) ??
    stored.images.find(({ id, labels }) => !isDeepStrictEqual(labels, now.get(id)?.labels));
  const what = changed === undefined ? '' : ` (${oneLine(changed.id)})`;
  throw refused(
    `${where}: the pictures are not those that it was begun with${what}: put them back, or choose another folder`,
  );
}

/** What is to be said where a run goes on with another processor or runtime; undefined where neither has changed. */
export function otherMachine(folder: string, stored: Manifest, found: Manifest): string | undefined {
  const difference = machineDifference(stored.machine, found.machine);
  if (difference === undefined) return undefined;
  const [before, now] = difference;
  return `${showPath(folder)}: was begun with ${before}, goes on with ${now}: the last digits of records may differ`;
}

/** Makes a run folder; the manifest is the last thing that is written. */
export async function createRun(folder: string, manifest: Manifest): Promise<void> {
  try {
    await mkdir(join(folder, shardsName), { recursive: true });
    await removeTemporary(folder);
    await writeFileSafely(
      join(folder, manifestName),
      new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`),
    );
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new RunError(`${showPath(folder)}: cannot be written: ${systemReason(cause)}, expected a writable folder`, {
      cause: error,
    });
  }
}

/** Refuses a folder that holds a run, where none is to go on. */
export function refuseRun(folder: string): RunError {
  return refused(`${showPath(folder)}: holds a run already: --resume goes on with it; or choose another folder`);
}
