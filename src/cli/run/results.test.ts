import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InOrder, jsonLine, Notices } from './results.js';

describe('jsonLine', () => {
  it('is JSON of the same value, without a character that commands a terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const line = jsonLine({ name });
        expect(JSON.parse(line)).toEqual({ name });
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('writes what JSON has no number for as text', () => {
    expect(jsonLine({ seed: 2n ** 70n })).toBe('{"seed":"1180591620717411303424"}');
    expect(jsonLine('\u{e0041}\u009b')).toBe('"\\udb40\\udc41\\u009b"');
  });
});

describe('Notices', () => {
  it('says each kind once', () => {
    const notices = new Notices();
    notices.add('scaled to 300 × 200', 'a.png');
    notices.add('scaled to 64.5 × 20', 'b.png');
    notices.add('JPEG in', 'c\n.jpg');
    notices.add('scaled to 1 × 2', 'c.png');
    expect(notices.lines(3)).toEqual(['scaled to 300 × 200 (a.png, and the like for 2 more)', 'JPEG in (c\\n.jpg)']);
    expect(notices.lines(1)).toEqual(['scaled to 300 × 200', 'JPEG in']);
  });
});

describe('InOrder', () => {
  it('gives everything on once, in order, as soon as it can', () => {
    const order = fc.integer({ min: 0, max: 40 }).chain((n) => {
      const all = Array.from({ length: n }, (_, i) => i);
      return fc.shuffledSubarray(all, { minLength: n });
    });
    fc.assert(
      fc.property(order, (indices) => {
        const given: number[] = [];
        const ordered = new InOrder<string>((value, index) => {
          expect(value).toBe(`v${index}`);
          given.push(index);
        });
        const seen = new Set<number>();
        for (const index of indices) {
          ordered.add(index, `v${index}`);
          seen.add(index);
          let ready = 0;
          while (seen.has(ready)) ready++;
          expect(given).toEqual(Array.from({ length: ready }, (_, i) => i));
        }
        expect(given).toHaveLength(indices.length);
      }),
    );
  });

  it('gives on what is left', () => {
    const given: number[] = [];
    const ordered = new InOrder<string>((_, index) => given.push(index));
    for (const index of [5, 0, 3]) ordered.add(index, '');
    ordered.flush();
    expect(given).toEqual([0, 3, 5]);
  });
});
