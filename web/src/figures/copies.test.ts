import { describe, expect, it } from 'vitest';
import { createRandom, deflectPixels } from '../../../src/index.js';
import { applyCopies, copiedInto, copyAt, describeCopies, describePlace, markedPixels, nextCopy } from './copies.js';
import { copiesInto, reachFor } from './loupe-view.js';
import { framePace } from './player.js';
import type { Picture } from './types.js';

const picture: Picture = {
  width: 24,
  height: 16,
  channels: 3,
  data: Uint8Array.from({ length: 24 * 16 * 3 }, (_, i) => (i * 37) % 251),
};

function deflected() {
  const numbers: number[] = [];
  const result = deflectPixels(picture, {
    deflections: 60,
    window: 4,
    random: createRandom(5),
    onCopy: (...copy) => numbers.push(...copy),
  });
  return { result, copies: Int32Array.from(numbers) };
}

describe('copies', () => {
  it('give the deflected picture of the library when all are made, and the picture itself when none is', () => {
    const { result, copies } = deflected();
    expect(copies.length).toBe(result.copies * 5);
    expect(applyCopies(picture, copies, result.copies).data).toEqual(result.data);
    expect(applyCopies(picture, copies, 0).data).toEqual(picture.data);
    expect(picture.data[1]).toBe(37);
  });

  it('are made in order, so that a later one sees an earlier one', () => {
    const line: Picture = { width: 3, height: 1, channels: 1, data: new Uint8Array([1, 2, 3]) };
    const copies = Int32Array.of(1, 0, 0, 0, 0, 2, 0, 0, 1, 0);
    expect([...applyCopies(line, copies, 1).data]).toEqual([1, 1, 3]);
    expect([...applyCopies(line, copies, 2).data]).toEqual([1, 1, 1]);
    expect([...copiedInto(copies, 2, 3, 1)]).toEqual([0, 1, 1]);
    expect(copyAt(copies, 1)).toEqual({ x: 2, y: 0, channel: 0, fromX: 1, fromY: 0 });
    expect(describePlace(line, copies, 2, 2, 0)).toBe('gray of (2, 0) taken from (1, 0)');
    expect(describePlace(line, copies, 1, 2, 0)).toBe('(2, 0) was not moved');
    expect(describeCopies(line, copies, 1)).toBe('1 of 2 samples copied, into 1 pixel, 33 % of the picture');
    expect(copiesInto(copies, 2, 1, 0)).toHaveLength(1);
    expect(reachFor(1, [copyAt(Int32Array.of(9, 0, 0, 2, 0), 0)])).toBe(7);
    expect(reachFor(5, [])).toBe(5);
  });

  it('mark pixels so that they can be told apart without colour', () => {
    const copied = copiedInto(deflected().copies, 100, 24, 16);
    const { data } = markedPixels(picture, copied);
    for (let i = 0; i < copied.length; i++) {
      const luma = 0.299 * data[i * 4] + 0.587 * data[i * 4 + 1] + 0.114 * data[i * 4 + 2];
      if (copied[i] > 0) expect(luma).toBeGreaterThan(155);
      else expect(luma).toBeLessThan(95);
    }
  });

  it('are gone through round and round', () => {
    expect([nextCopy(3, -1, 1), nextCopy(3, 2, 1), nextCopy(3, 0, -1), nextCopy(0, -1, 1)]).toEqual([0, 0, 2, -1]);
  });

  it('play in eight seconds at most, or in eight steps where little motion is wanted', () => {
    expect(framePace(4000, 16, false)).toBeCloseTo(8, 6);
    expect(framePace(4000, 60_000, false)).toBeCloseTo(50, 6);
    expect(framePace(10, 100, false)).toBeCloseTo(1, 6);
    expect(framePace(4000, 16, true)).toBe(500);
  });
});
