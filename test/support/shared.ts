import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

/** The root of the project. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The folder of reference outputs, photos and models beside the checkout. Users do not have it. */
export const sharedFolder = join(root, '..', 'shared');

const haveShared = existsSync(join(sharedFolder, 'reference'));
const requireAll = process.env.REQUIRE_ALL === '1';

/** Runs only where a condition holds; with REQUIRE_ALL=1 its absence is a failure. */
export function describeIf(condition: boolean, missing: string, name: string, body: () => void): void {
  if (condition) describe(name, body);
  else if (requireAll) {
    describe(name, () => {
      it(`needs ${missing}`, () => {
        throw new Error(`REQUIRE_ALL=1, but there is no ${missing}`);
      });
    });
  } else describe.skip(`${name} (skipped: no ${missing})`, body);
}

/** Tests that need the folder of reference outputs. */
export function describeShared(name: string, body: () => void): void {
  describeIf(haveShared, 'folder ../shared with reference outputs', name, body);
}

/** Path of a file in the folder of reference outputs. */
export function shared(...parts: string[]): string {
  return join(sharedFolder, ...parts);
}

/** A JSON file of `reference/`. */
export function referenceJson<T>(name: string): T {
  return JSON.parse(readFileSync(shared('reference', name), 'utf8')) as T;
}

/** Little-endian float32 file of `reference/`. */
export function referenceFloats(name: string): Float32Array {
  const bytes = readFileSync(shared('reference', name));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** The largest absolute difference of two sequences of the same length. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths differ: ${a.length} and ${b.length}`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
