import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ByteProgress } from './progress.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function streamOf(options: { isTTY: boolean; columns?: number }) {
  const text: string[] = [];
  return { text, columns: 80, ...options, write: (piece: string) => text.push(piece) > 0 };
}

it('draws a bar on a terminal, and takes it away', () => {
  const stream = streamOf({ isTTY: true });
  const progress = new ByteProgress(stream);
  progress.show({ received: 2e6, total: 10e6 });
  vi.advanceTimersByTime(2000);
  progress.show({ received: 5e6, total: 10e6 });
  vi.advanceTimersByTime(50);
  progress.show({ received: 6e6, total: 10e6 });
  progress.clear();
  progress.clear();
  const [, half, cleared] = stream.text;
  // What was there before is not counted into the rate: 3 MB in 2 s.
  expect(half).toBe(`\r\u001b[2K${'█'.repeat(15)}${'░'.repeat(15)} 5.0/10.0 MB · 1.5 MB/s · 0:03 left`);
  expect(cleared).toBe('\r\u001b[2K');
  expect(stream.text).toHaveLength(3);
});

it('does without a bar where the length is not known, or the terminal is narrow', () => {
  const stream = streamOf({ isTTY: true });
  new ByteProgress(stream).show({ received: 2e6, total: undefined });
  const narrow = streamOf({ isTTY: true, columns: 12 });
  new ByteProgress(narrow).show({ received: 2e6, total: 10e6 });
  expect(stream.text).toEqual(['\r\u001b[2K2.0 MB · 0.0 MB/s']);
  expect(narrow.text).toEqual(['\r\u001b[2K2.0/10.0 MB']);
});

it('writes a line of JSON each second elsewhere', () => {
  const stream = streamOf({ isTTY: false });
  const progress = new ByteProgress(stream);
  for (let i = 0; i <= 25; i++) {
    progress.show({ received: i * 1e5, total: 5e6 });
    vi.advanceTimersByTime(100);
  }
  progress.clear();
  expect(stream.text.map((line) => JSON.parse(line) as unknown)).toEqual([
    { received: 1e6, total: 5e6, bytesPerSecond: 1e6, secondsLeft: 4 },
    { received: 2e6, total: 5e6, bytesPerSecond: 1e6, secondsLeft: 3 },
  ]);
});
