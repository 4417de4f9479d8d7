import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { PartHashes } from './part-hashes.js';

it('hashes parts of a file in their order, also such that are empty or longer than what is read at once', async () => {
  const path = join(temporaryFolder(), 'parts');
  const content = randomBytes(3_000_000);
  writeFileSync(path, content);
  const hashes = new PartHashes(path);
  let at = 0;
  for (const bytes of [7, 0, 1_048_576, 1_500_000, 451_417]) {
    const part = content.subarray(at, at + bytes);
    // oxlint-disable-next-line no-await-in-loop -- in their order
    expect(await hashes.next(bytes)).toBe(createHash('sha256').update(part).digest('hex'));
    at += bytes;
  }
  expect(at).toBe(content.length);
  expect(await hashes.next(1)).toBeUndefined();
  await hashes.close();
});
