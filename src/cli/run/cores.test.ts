import { describe, expect, it } from 'vitest';
import { shareCores } from './cores.js';

describe('shareCores', () => {
  it.each([
    // Many pictures: as many workers as cores, each with one thread.
    [8, 100, {}, { workers: 8, threads: 1 }],
    // Few pictures: the cores are for their runs.
    [8, 1, {}, { workers: 1, threads: 8 }],
    [8, 3, {}, { workers: 3, threads: 2 }],
    [8, 100, { workers: 3 }, { workers: 3, threads: 2 }],
    [8, 100, { threads: 3 }, { workers: 2, threads: 3 }],
    [2, 100, { threads: 4 }, { workers: 1, threads: 4 }],
    [1, 100, {}, { workers: 1, threads: 1 }],
    // Both asked for: taken as they are.
    [2, 100, { workers: 4, threads: 2 }, { workers: 4, threads: 2 }],
  ] as const)('of %i cores for %i pictures, asked for %j', (cores, pictures, asked, expected) => {
    expect(shareCores(cores, pictures, { workers: undefined, threads: undefined, ...asked })).toEqual(expected);
  });

  it('never takes more threads than cores unless it was told to', () => {
    for (let cores = 1; cores <= 16; cores++) {
      for (let pictures = 1; pictures <= 20; pictures++) {
        const { workers, threads } = shareCores(cores, pictures, { workers: undefined, threads: undefined });
        expect(workers * threads).toBeLessThanOrEqual(cores);
        expect(workers).toBeLessThanOrEqual(pictures);
      }
    }
  });
});
