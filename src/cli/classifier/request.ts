import { findStored, hashFile, isAddress } from '#files';
import type { ExecutionProvider } from '#ort';
import { showPath } from '../../io/show-path.js';
import { catalogEntry } from '../../models/catalog/catalog.js';
import type { PartialCard } from '../../models/index.js';
import { UsageError, WorkError } from '../errors.js';
import { requireStored } from '../models/store.js';
import { found } from '../paths.js';
import type { ModelFlags } from './flags.js';

/** A classifier that was found, as threads load it. */
export interface ModelRequest {
  readonly path: string;
  readonly sha256: string;
  /** A card of its own, by path, or a part of one. */
  readonly card: string | PartialCard;
  /** Threads of one run. */
  readonly threads: number;
  readonly provider: ExecutionProvider;
}

/** The file that is meant: by its name among the models that were pulled or added, else by its path. */
async function locate({ source, folder }: ModelFlags): Promise<string> {
  if (isAddress(source)) {
    const advice = 'get it first with "pixel-deflection models pull"';
    throw new UsageError(`Expected a name or a file for --model but received ${showPath(source)}: ${advice}`);
  }
  const stored = await findStored(source, folder);
  if (stored !== undefined) return stored;
  if (catalogEntry(source) !== undefined) return requireStored(source, folder);
  const there = found(source);
  if (there?.isFile() === true) return source;
  const problem = there === undefined ? 'does not exist' : there.isDirectory() ? 'a folder' : 'a pipe or a device';
  const advice = 'expected an ONNX file, or a name that "pixel-deflection models list" shows';
  throw new WorkError(`${showPath(source)}: ${problem}, ${advice}`);
}

/** Finds the classifier that flags mean. It is not read yet, apart from its SHA-256. */
export async function requestModel(flags: ModelFlags, threads: number): Promise<ModelRequest> {
  const path = await locate(flags);
  const { card, preset, provider } = flags;
  return {
    path,
    sha256: await hashFile(path),
    card: card ?? (preset === undefined ? {} : { preset }),
    threads,
    provider,
  };
}
