import { describe, expect, it } from 'vitest';
import { cellText, toCsv } from './csv.js';

describe('results as CSV', () => {
  it('have further columns for intervals and numbers, where there are some', () => {
    const columns = [{ name: 'Defense' }, { name: 'Right', numeric: true }];
    const rows = [
      ['PD, "window" 10', { text: '78.2 %', low: '64 %', high: '88 %', n: 20 }],
      ['=cmd()', undefined],
      ['-3.5', 4],
    ];
    expect(toCsv(columns, rows)).toBe(
      'Defense,Right,Right low,Right high,Right n\r\n"PD, ""window"" 10",78.2 %,64 %,88 %,20\r\n\'=cmd(),,,,\r\n-3.5,4,,,\r\n',
    );
    expect(toCsv(columns, [])).toBe('Defense,Right\r\n');
  });

  it('are written the same way on the page', () => {
    expect(cellText({ text: '78.2 %', low: '64 %', high: '88 %', n: 20 })).toBe('78.2 % (64–88 %; n 20)');
    expect([cellText(undefined), cellText(3), cellText({ text: 'x' })]).toEqual(['…', '3', 'x']);
  });
});
