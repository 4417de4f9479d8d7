import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pngFile } from './picture-files.js';

/** A picture file of its own content: one gray pixel of two bytes by a number. */
export function tinyPicture(number: number): Buffer {
  return pngFile(2, 1, 8, 0, [Buffer.from([number & 255, (number >> 8) & 255])]);
}

/** Writes files below a folder, and the folders for them. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** A record of packed pictures: uint16 class, uint32 length, bytes; little-endian. */
export function packedRecord(index: number, bytes: Uint8Array, length = bytes.length): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt16LE(index, 0);
  head.writeUInt32LE(length, 2);
  return Buffer.concat([head, bytes]);
}
