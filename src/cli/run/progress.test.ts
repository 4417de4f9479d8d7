import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clock, Progress } from './progress.js';

/** Keeps what is written to it. */
function stream(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { isTTY, columns, hasColors: () => false, written, write: (text: string) => written.push(text) > 0 };
}

/** What a terminal shows: a line that is cleared is gone. */
function shown(written: readonly string[]): string[] {
  return written
    .join('')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\u001b[2K') + 1).replace(/^\[2K/, ''));
}

describe('Progress', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('is a bar on a terminal, below other lines, gone a second and one at the end', () => {
    const terminal = stream(true);
    const progress = new Progress(100, terminal);
    expect(shown(terminal.written)).toEqual([`${'░'.repeat(30)} 0/100`]);
    vi.advanceTimersByTime(500);
    progress.step(false);
    // No rate to go by yet.
    expect(shown(terminal.written)).toEqual([`${'░'.repeat(30)} 1/100`]);
    vi.advanceTimersByTime(1500);
    for (let i = 0; i < 19; i++) progress.step(false);
    progress.line('a message');
    progress.step(true);
    const bar = `${'█'.repeat(6)}${'░'.repeat(24)} 21/100 · 10.5/s · 0:08 left · 1 failed`;
    expect(shown(terminal.written)).toEqual(['a message', bar]);
    progress.end();
    expect(shown(terminal.written)).toEqual(['a message', '']);
  });

  it('fits narrow terminals', () => {
    const terminal = stream(true, 24);
    const progress = new Progress(1000, terminal);
    expect(shown(terminal.written)[0].length).toBeLessThan(24);
    progress.line('x');
    progress.step(true);
    expect(shown(terminal.written).at(-1)?.length).toBeLessThan(24);
  });

  it('of a single picture tells on a terminal that work goes on, once it takes long', () => {
    const terminal = stream(true);
    const progress = new Progress(1, terminal);
    progress.alive(500);
    vi.advanceTimersByTime(7200);
    progress.alive(9);
    expect(terminal.written).toEqual([]);
    progress.alive(1234);
    expect(shown(terminal.written)).toEqual(['1234 runs of the classifier · 0:07']);
    progress.line('a message');
    expect(shown(terminal.written)).toEqual(['a message', '']);

    const pipe = stream(false);
    const elsewhere = new Progress(1, pipe);
    vi.advanceTimersByTime(7200);
    elsewhere.alive(1234);
    expect(pipe.written).toEqual([]);
  });

  it('is lines of JSON elsewhere, one a second and one at the end', () => {
    const pipe = stream(false);
    const progress = new Progress(3, pipe);
    for (const failed of [false, true, false]) {
      vi.advanceTimersByTime(800);
      progress.step(failed);
    }
    progress.end();
    expect(pipe.written.map((line) => JSON.parse(line) as object)).toEqual([
      { done: 2, failed: 1, total: 3, perSecond: 1.25, secondsLeft: 1 },
      { done: 3, failed: 1, total: 3, perSecond: 1.25, secondsLeft: 0 },
    ]);
  });

  it('is nothing for a single picture', () => {
    for (const one of [stream(true), stream(false)]) {
      const progress = new Progress(1, one);
      progress.step(false);
      progress.end();
      expect(one.written).toEqual([]);
    }
  });
});

describe('clock', () => {
  it('reads as clocks do', () => {
    expect([0, 7.4, 60, 754, 3600, 36_061].map(clock)).toEqual([
      '0:00',
      '0:07',
      '1:00',
      '12:34',
      '1:00:00',
      '10:01:01',
    ]);
  });
});
