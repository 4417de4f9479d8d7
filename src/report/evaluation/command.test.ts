import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellText } from './command.js';

it('gives a command line that a shell takes for the same words', () => {
  const words = [
    'plain-1.0_a/b',
    'a b',
    `it's`,
    '$HOME `x` "y" \\n',
    'two\nlines\tand',
    '\u001b[31m',
    'é\u202e',
    '*',
    '',
  ];
  const text = shellText(['printf', '%s\\0', ...words]);
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  expect(text).not.toMatch(/[\u0000-\u001f\u202e]/);
  const { stdout } = spawnSync('bash', ['-c', text], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  expect(stdout.split('\0').slice(0, -1)).toEqual(words);
});
