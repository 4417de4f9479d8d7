import { describe, expect, it } from 'vitest';
import { samples } from '../../test/support/picture-samples.js';
import { contentName, sniffFormat } from './sniff.js';

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** The first box of an ISO base media file. */
function brand(major: string, ...compatible: string[]): Buffer {
  const size = 16 + 4 * compatible.length;
  return bytes(`\0\0\0${String.fromCharCode(size)}ftyp${major}\0\0\0\0${compatible.join('')}moov`);
}

describe('sniffFormat', () => {
  it('knows the five formats by their first bytes', async () => {
    for (const sample of await samples())
      expect([sample.name, sniffFormat(sample.bytes)]).toEqual([sample.name, sample.format]);
    expect(sniffFormat(brand('mif1', 'miaf', 'avif'))).toBe('avif');
    expect(sniffFormat(brand('avis', 'msf1'))).toBe('avif');
  });

  it('takes a view of a larger buffer for what the view holds', () => {
    const padded = bytes('xxGIF89a..');
    expect(sniffFormat(padded)).toBeUndefined();
    expect(sniffFormat(padded.subarray(2))).toBe('gif');
  });

  it('knows nothing else, and no format by a part of its signature', () => {
    const strangers = [
      '',
      'x',
      '\xff\xd8',
      '\x89PNG',
      '\x89PNG\n\n\x1a\n',
      'GIF',
      'GIF88a',
      'RIFF',
      'RIFF1234WEBX',
      '\0\0\0\x08ftyp',
    ];
    for (const text of strangers) expect(sniffFormat(bytes(text)), JSON.stringify(text)).toBeUndefined();
    // A brand behind the end of its box is none.
    expect(sniffFormat(Buffer.concat([brand('heic'), bytes('avif')]))).toBeUndefined();
  });
});

describe('contentName', () => {
  it.each([
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'an SVG drawing'],
    ['<?xml version="1.0"?>\n<!-- made by hand -->\n<svg width="9">', 'an SVG drawing'],
    ['\xef\xbb\xbf<svg>', 'an SVG drawing'],
    ['<?xml version="1.0"?><kml/>', 'an XML document'],
    ['<!DOCTYPE html><title>404</title>', 'an HTML page'],
    ['%PDF-1.7\n%\xe2\xe3', 'a PDF document'],
    ['II*\0\x08\0\0\0', 'a TIFF picture'],
    ['MM\0*\0\0\0\x08', 'a TIFF picture'],
    ['BM\x36\0\0\0\0\0', 'a BMP picture'],
    ['BMW is a make of car', 'text'],
    ['MZ\x90\0\x03\0', 'a program'],
    ['8BPS\0\x01', 'a Photoshop document'],
    ['\xff\x0a\xfa\x1f', 'a JPEG XL picture'],
    ['\0\0\0\x0cjP  \r\n\x87\n', 'a JPEG 2000 picture'],
    ['\0\0\x01\0\x01\0', 'an icon (ICO)'],
    ['P6 2 2 255 \0\0\0', 'a PNM picture'],
    ['RIFF\x24\0\0\0AVI LIST', 'a film or sound (AVI or WAV)'],
    ['PK\x03\x04\x14\0', 'a ZIP archive'],
    ['\x1f\x8b\x08\0', 'a gzip archive'],
    ['\x93NUMPY\x01\0', 'a NumPy array'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:12', 'a Git LFS pointer, not the picture itself'],
    ['just words\n', 'text'],
    ['F\xc3\xbc\xc3\x9fe', 'text'],
    ['\0\x01\x02\x03', undefined],
    ['\xc3\x28 not UTF-8', undefined],
  ])('%j is %s', (text, name) => {
    expect(contentName(bytes(text))).toBe(name);
  });

  it('tells HEIC from films', () => {
    expect(contentName(brand('heic', 'mif1'))).toBe('a HEIC picture');
    expect(contentName(brand('isom', 'mp42'))).toBe('a video (MP4 or QuickTime)');
  });

  it('is not misled by a character that the front cuts in two', () => {
    expect(contentName(Buffer.from(`${'x'.repeat(1023)}é`))).toBe('text');
  });
});
