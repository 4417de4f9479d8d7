import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImageFileError } from './errors.js';
import { showPath } from './show-path.js';

describe('showPath', () => {
  it('leaves ordinary names as they are, in every script', () => {
    for (const name of [
      'photos/a b.jpg',
      'C:\\photos\\a.jpg',
      "it's [1].png",
      'Füße.jpg',
      '写真.png',
      '사진.png',
      '🐈.gif',
    ]) {
      expect(showPath(name)).toBe(name);
    }
  });

  it('makes visible what could command a terminal, start a line or reorder text', () => {
    expect(showPath('a\nb\r\tc')).toBe('a\\nb\\r\\tc');
    expect(showPath('\x1b[2J\x1b]0;title\x07.jpg')).toBe('\\x1b[2J\\x1b]0;title\\x07.jpg');
    expect(showPath('\x9b31m\x7f\0')).toBe('\\x9b31m\\x7f\\x00');
    expect(showPath('photo\u202egpj.exe')).toBe('photo\\u202egpj.exe');
    expect(showPath('a\u2066b\u2069\u200bc\u2028d\ufeff')).toBe('a\\u2066b\\u2069\\u200bc\\u2028d\\ufeff');
    expect(showPath('tag\u{e0041}')).toBe('tag\\u{e0041}');
    expect(showPath('half \ud800 pair')).toBe('half \\ud800 pair');
  });

  it('shows that a name is empty', () => {
    expect(showPath('')).toBe("''");
  });

  it('gives one printable line for any name', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 12 }), (codes) => {
        const name = String.fromCodePoint(...codes);
        expect(showPath(name)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });
});

describe('ImageFileError', () => {
  it('is one line that begins with the name', () => {
    const error = new ImageFileError('a\nb.jpg', 'wrong\x1b[0m, expected right');
    expect(error.message).toBe('a\\nb.jpg: wrong\\x1b[0m, expected right');
    expect(error.path).toBe('a\nb.jpg');
    expect(error.name).toBe('ImageFileError');
    expect(error).toBeInstanceOf(Error);
    expect(new ImageFileError(undefined, 'wrong, expected right').message).toBe(
      'the given bytes: wrong, expected right',
    );
  });
});
