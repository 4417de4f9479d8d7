import type { Command } from 'commander';
import { outOfRange } from '../../core/checks.js';
import type { Seed } from '../../core/random.js';
import { UsageError } from '../errors.js';
import { addValued, type RawFlags, readSeed, whole } from '../values.js';

/** Everything that was typed for `patches`, checked. */
export interface PatchesFlags {
  readonly count: number;
  readonly patchSize: number;
  readonly seed: Seed;
  readonly output: string;
}

/** Longest database: Node reads no more than 2 GiB at once. */
const longest = 2 ** 31 - 4096;

/** Makes the flags of `patches` known to the parser. */
export function addPatchesFlags(command: Command): Command {
  return addValued(command.requiredOption('-o, --output <path>'), ['count', 'patch-size', 'seed']);
}

/** Checks all flags of `patches`, before any picture is read. */
export function readPatchesFlags(raw: RawFlags): PatchesFlags {
  const count = whole(raw, 'count', 1, 2 ** 31 - 1) ?? 100_000;
  const patchSize = whole(raw, 'patch-size', 1, 64) ?? 5;
  if (count * patchSize ** 2 * 3 > longest) {
    const expected = `at most ${Math.floor(longest / patchSize ** 2 / 3)} patches of this size (2 GiB)`;
    throw new UsageError(outOfRange(expected, '--count', count).message);
  }
  return { count, patchSize, seed: readSeed(raw), output: String(raw.output) };
}
