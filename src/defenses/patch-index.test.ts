import { describe, expect, it } from 'vitest';
import { createRandom } from '../core/random.js';
import { noise, picture } from '../../test/support/pictures.js';
import { patchIndex } from './patch-index.js';
import { createPatchDatabase, type PatchDatabase } from './patches.js';

/** Distances to all patches, and their numbers, nearest first, ties by number. */
function bruteForce({ data, count }: PatchDatabase, query: Uint8Array): number[] {
  const length = data.length / count;
  const distances = Array.from({ length: count }, (_, n) =>
    query.reduce((sum, value, i) => sum + (value - data[n * length + i]) ** 2, 0),
  );
  return distances.map((_, n) => n).toSorted((a, b) => distances[a] - distances[b] || a - b);
}

describe('patchIndex', () => {
  it('finds just the nearest ones, in order, in photos-like, random and repetitive databases', () => {
    for (const [kind, patchSize, count] of [
      ['picture', 5, 3000],
      ['noise', 3, 1500],
      ['repeated', 4, 1200],
      ['picture', 9, 600],
      ['noise', 1, 800],
      ['picture', 5, 7],
    ] as const) {
      const image = (kind === 'picture' ? picture : noise)(60, 70, 3, 'bytes', count);
      if (kind === 'repeated') image.data.forEach((value, i) => (image.data[i] = value < 250 ? 255 : 0));
      const patches = createPatchDatabase([image], { patchSize, count, random: createRandom(count) });
      const queries = createPatchDatabase([noise(50, 50, 3, 'bytes', 9), picture(50, 50, 3, 'bytes', 9), image], {
        patchSize,
        count: 60,
        random: createRandom(1),
      });
      const index = patchIndex(patches);
      const length = patchSize * patchSize * 3;
      for (let n = 0; n < queries.count; n++) {
        const query = queries.data.slice(n * length, (n + 1) * length);
        const expected = bruteForce(patches, query);
        for (const k of [1, 7]) expect([...index.nearest(query, k)]).toEqual(expected.slice(0, k));
      }
    }
  });

  it('is built once for a database', () => {
    const patches = createPatchDatabase([noise(9, 9, 3, 'bytes', 2)]);
    expect(patchIndex(patches)).toBe(patchIndex({ ...patches }));
  });
});
