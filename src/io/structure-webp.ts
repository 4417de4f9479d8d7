import { cutShort, damaged } from './errors.js';
import type { Structure } from './structure.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Size of the whole picture from the extended header: two 24-bit numbers, one less than the sides. */
function canvasSize(chunk: Buffer): Size | undefined {
  return chunk.length < 10 ? undefined : { width: chunk.readUIntLE(4, 3) + 1, height: chunk.readUIntLE(7, 3) + 1 };
}

/** Size from a lossy key frame (RFC 6386, 9.1): 14 bits each after the start code 9d 01 2a. */
function lossySize(chunk: Buffer): Size | undefined {
  if (chunk.length < 10 || chunk.readUIntBE(3, 3) !== 0x9d012a) return undefined;
  return { width: chunk.readUInt16LE(6) & 0x3fff, height: chunk.readUInt16LE(8) & 0x3fff };
}

/** Size from a lossless picture: 14 bits each after the signature 2f, one less than the sides. */
function losslessSize(chunk: Buffer): Size | undefined {
  if (chunk.length < 5 || chunk[0] !== 0x2f) return undefined;
  const bits = chunk.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Compares the length that the RIFF header of a WebP file states with what is there, and walks its chunks. */
export function checkWebp(bytes: Buffer): Structure {
  if (bytes.length < 12) throw cutShort('WebP', bytes.length, 'inside its header');
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) throw cutShort('WebP', bytes.length, `of the ${end} that its header states`);
  let size: Size | undefined;
  let stills = 0;
  let frames = 0;
  let at = 12;
  while (at + 8 <= end) {
    const type = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    if (at + 8 + length > end) throw damaged('WebP', `a chunk at byte ${at} reaches beyond the end`);
    const chunk = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'VP8X') size ??= canvasSize(chunk);
    if (type === 'VP8 ') size ??= lossySize(chunk);
    if (type === 'VP8L') size ??= losslessSize(chunk);
    if (type === 'VP8 ' || type === 'VP8L') stills += 1;
    if (type === 'ANMF') frames += 1;
    // Chunks are padded to an even length.
    at += 8 + length + (length & 1);
  }
  if (size === undefined || stills + frames === 0) throw damaged('WebP', 'it holds no picture');
  return { ...size, end, frames: Math.max(1, frames) };
}
