import { describe, expect, it } from 'vitest';
import type { ClassifyReport } from './report.js';
import { classTable } from './table.js';

const report: ClassifyReport = {
  input: 'a\n.jpg',
  inputSize: { width: 1, height: 1, channels: 3 },
  model: { name: 'model', sha256: '' },
  truth: { label: 'n1', name: 'great_\u001b[31mowl' },
  before: [
    { label: 'n2', name: 'dog', probability: 1 },
    { label: 'n1', name: 'great_\u001b[31mowl', probability: 0.0004 },
  ],
  milliseconds: {},
  notices: [],
  ranks: undefined,
};

describe('classTable', () => {
  it('shows shares in per cent and marks the true class, safe to print', () => {
    expect(classTable(report)).toEqual([
      String.raw`a\n.jpg (great_\x1b[31mowl)`,
      '  100.00 %  dog',
      String.raw`    0.04 %  great_\x1b[31mowl ✓`,
    ]);
  });

  it('sets before and after side by side, long names cut', () => {
    const long = { label: 'n3', name: 'x'.repeat(40), probability: 0.5 };
    const lines = classTable({ ...report, truth: null, before: [long, long], after: [long, report.before[0]] });
    const cut = `${'x'.repeat(29)}…`;
    expect(lines).toEqual([
      String.raw`a\n.jpg`,
      `  before${' '.repeat(38)}after`,
      `   50.00 %  ${cut}     50.00 %  ${cut}`,
      `   50.00 %  ${cut}    100.00 %  dog`,
    ]);
  });
});
