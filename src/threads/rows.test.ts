import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutRows, rowsOf } from './rows.js';

const side = fc.integer({ min: 1, max: 3000 });
const picture = (width: number, height: number) => ({ width, height, channels: 1 as const, data: new Uint8Array(0) });

describe('cutRows', () => {
  it('covers a picture once, in pieces that are not too small and begin where they may', () => {
    fc.assert(
      fc.property(
        side,
        side,
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 9 }),
        (width, height, pixels, least, power) => {
          const step = 2 ** power;
          const cut = cutRows(picture(width, height), pixels, least, step);
          expect(cut[0].from).toBe(0);
          expect(cut.at(-1)!.to).toBe(height);
          cut.forEach(({ from, to }, i) => {
            expect(from % step).toBe(0);
            expect(to).toBeGreaterThan(from);
            if (i > 0) expect(from).toBe(cut[i - 1].to);
            // Rounded to a border on either side.
            if (cut.length > 1) expect(to - from).toBeGreaterThanOrEqual(Math.max(least, pixels / width) - step);
          });
        },
      ),
      { seed: 1 },
    );
  });

  it('cuts by the pixels that it was told', () => {
    expect(cutRows(picture(100, 100), 2500, 1)).toEqual([
      { from: 0, to: 25 },
      { from: 25, to: 50 },
      { from: 50, to: 75 },
      { from: 75, to: 100 },
    ]);
    expect(cutRows(picture(100, 100), 2500, 60)).toEqual([{ from: 0, to: 100 }]);
    expect(cutRows(picture(100, 100), 2500, 1, 16).map(({ from }) => from)).toEqual([0, 32, 48, 80]);
  });
});

describe('rowsOf', () => {
  it('looks into the memory of the whole', () => {
    const data = Uint8Array.from({ length: 24 }, (_, i) => i);
    const rows = rowsOf({ width: 2, height: 4, channels: 3, data }, { from: 1, to: 3 });
    expect(rows).toEqual({ width: 2, height: 2, channels: 3, data: data.slice(6, 18) });
    expect(rows.data.buffer).toBe(data.buffer);
  });
});
