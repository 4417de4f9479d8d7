import { describe, expect, it } from 'vitest';
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
  it('is a bar on a terminal, below other lines, gone at the end', () => {
    const terminal = stream(true);
    const progress = new Progress(4, terminal);
    expect(shown(terminal.written)).toEqual([`${'░'.repeat(30)} 0/4`]);
    progress.line('a message');
    progress.step(false);
    const bar = `${'█'.repeat(8)}${'░'.repeat(22)} 1/4 · `;
    expect(shown(terminal.written)).toEqual(['a message', expect.stringContaining(bar)]);
    expect(shown(terminal.written)[1]).toMatch(/ 1\/4 · [\d.e+]+\/s · 0:00 left$/);
    progress.line('another');
    progress.step(true);
    expect(shown(terminal.written).at(-1)).toContain(' 2/4 · ');
    expect(shown(terminal.written).at(-1)).toMatch(/ · 1 failed$/);
    progress.end();
    expect(shown(terminal.written)).toEqual(['a message', 'another', '']);
  });

  it('fits narrow terminals', () => {
    const terminal = stream(true, 24);
    const progress = new Progress(1000, terminal);
    expect(shown(terminal.written)[0].length).toBeLessThan(24);
    progress.line('x');
    progress.step(true);
    expect(shown(terminal.written).at(-1)?.length).toBeLessThan(24);
  });

  it('is lines of JSON elsewhere, one at the end', () => {
    const pipe = stream(false);
    const progress = new Progress(2, pipe);
    progress.step(false);
    progress.step(true);
    progress.end();
    expect(pipe.written.map((line) => JSON.parse(line) as object)).toEqual([
      { done: 2, failed: 1, total: 2, perSecond: expect.any(Number), secondsLeft: 0 },
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
