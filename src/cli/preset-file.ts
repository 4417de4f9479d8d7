import { readFileSync, statSync } from 'node:fs';
import { oneLine } from '../core/one-line.js';
import type { Chain } from '../defenses/chain/chain.js';
import { hasStep } from '../defenses/chain/check.js';
import { showPath } from '../io/show-path.js';
import { type DefensePreset, parsePreset } from '../pipeline/preset.js';
import { UsageError } from './errors.js';

/** The chain of a preset file, in place of flags that make a defense. */
export interface ChainSettings {
  readonly chain: Chain;
  /** Classes that the map `r-cam` is made of, where the file says it and the map is that one. */
  readonly topK?: number;
  /** The file, and what it says besides: a name, and the draws of a classification. */
  readonly preset: { readonly file: string; readonly name: string; readonly ensemble: number };
}

/** A preset of a few kilobytes is a large one: what is longer is something else. */
const mostBytes = 1_000_000;

/** Whether a value of `--preset` is a file. */
export function isPresetFile(value: unknown): value is string {
  return typeof value === 'string' && value.toLowerCase().endsWith('.json');
}

function textOf(path: string): string {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw new UsageError(`${showPath(path)}: not a file, expected a preset file for --preset`);
    if (stats.size > mostBytes) {
      throw new UsageError(`${showPath(path)}: ${stats.size} bytes, expected a preset file of at most ${mostBytes}`);
    }
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new UsageError(`${showPath(path)}: ${problem}, expected a preset file for --preset`, { cause });
  }
}

/**
 * Reads a preset file.
 * @throws UsageError that names the file, and what is wrong in it
 */
export function readPresetFile(path: string): DefensePreset {
  const text = textOf(path);
  let preset: DefensePreset;
  try {
    preset = parsePreset(text);
  } catch (cause) {
    throw new UsageError(`${showPath(path)}: ${oneLine((cause as Error).message)}`, { cause });
  }
  if (hasStep(preset.chain, 'quilt')) {
    throw new UsageError(`${showPath(path)}: Expected a chain without 'quilt' (its patches are in no preset file)`);
  }
  return preset;
}

/** The options of `defendedClassifier` that settings stand for. */
export function classifierOptions<T extends object>(
  settings: T | ChainSettings,
): T | Pick<ChainSettings, 'chain' | 'topK'> {
  return 'chain' in settings ? { chain: settings.chain, topK: settings.topK } : settings;
}
