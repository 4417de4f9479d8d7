import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll } from 'vitest';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder, removed after the tests of the file that asks for it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pixel-deflection-test-'));
  folders.push(folder);
  return folder;
}

/** A whole number of 2 or 4 bytes, the high one first. */
export function bigEndian(value: number, size: 2 | 4): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(Math.round(value), 0, size);
  return bytes;
}

/** A PNG chunk with its checksum. */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([bigEndian(data.length, 4), body, bigEndian(crc32(body), 4)]);
}

/**
 * A PNG written by hand, chunk by chunk.
 * @param rows unfiltered rows, each without its filter byte
 * @param colourType 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha
 * @param between chunks between IHDR and the pixels
 */
export function pngFile(
  width: number,
  height: number,
  depth: 1 | 2 | 4 | 8 | 16,
  colourType: 0 | 2 | 3 | 4 | 6,
  rows: readonly Uint8Array[],
  between: readonly Buffer[] = [],
): Buffer {
  const header = Buffer.concat([bigEndian(width, 4), bigEndian(height, 4), Buffer.from([depth, colourType, 0, 0, 0])]);
  const pixels = deflateSync(Buffer.concat(rows.flatMap((row) => [Buffer.from([0]), row])));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    ...between,
    pngChunk('IDAT', pixels),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A JPEG segment: marker, length, content. */
export function jpegSegment(marker: number, data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0xff, marker]), bigEndian(data.length + 2, 2), data]);
}

/** EXIF data (big-endian TIFF) with an orientation and, if given, a thumbnail JPEG in its second directory. */
export function exif(orientation: number, thumbnail: Uint8Array = Buffer.alloc(0)): Buffer {
  const entry = (tag: number, type: number, value: number): Buffer =>
    Buffer.concat([
      bigEndian(tag, 2),
      bigEndian(type, 2),
      bigEndian(1, 4),
      type === 3 ? Buffer.concat([bigEndian(value, 2), Buffer.alloc(2)]) : bigEndian(value, 4),
    ]);
  const first = 8;
  const second = first + 2 + 12 + 4;
  const picture = second + 2 + 2 * 12 + 4;
  const head = Buffer.concat([Buffer.from('MM\0*', 'latin1'), bigEndian(first, 4)]);
  const orientations = Buffer.concat([bigEndian(1, 2), entry(0x0112, 3, orientation)]);
  if (thumbnail.length === 0) return Buffer.concat([head, orientations, bigEndian(0, 4)]);
  return Buffer.concat([
    head,
    orientations,
    bigEndian(second, 4),
    bigEndian(2, 2),
    entry(0x0201, 4, picture),
    entry(0x0202, 4, thumbnail.length),
    bigEndian(0, 4),
    thumbnail,
  ]);
}

/** A JPEG with a segment put in behind its start. */
export function withSegment(jpeg: Buffer, segment: Buffer): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

/** A JPEG with EXIF data. */
export function withExif(jpeg: Buffer, data: Buffer): Buffer {
  return withSegment(jpeg, jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), data])));
}

/** Bytes with some of them replaced. */
export function patched(bytes: Uint8Array, at: number, replacement: readonly number[] | Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(replacement, at);
  return copy;
}
