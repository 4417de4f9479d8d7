import { cutShort, damaged } from './errors.js';
import type { Structure } from './structure.js';

/** Bytes of a colour table: its size is stored as a power of two, if there is one. */
function tableLength(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1);
}

/** Position after a row of sub-blocks, each a length and as many bytes, the last one of length 0. */
function afterSubBlocks(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0) at += bytes[at] + 1;
  if (at >= bytes.length) throw cutShort('GIF', bytes.length, 'inside a block');
  return at + 1;
}

/** Walks the blocks of a GIF (GIF89a specification, appendix A) to the trailer. */
export function checkGif(bytes: Buffer): Structure {
  if (bytes.length < 13) throw cutShort('GIF', bytes.length, 'inside its header');
  let width = bytes.readUInt16LE(6);
  let height = bytes.readUInt16LE(8);
  let frames = 0;
  let at = 13 + tableLength(bytes[10]);
  for (;;) {
    if (at >= bytes.length) throw cutShort('GIF', bytes.length, 'before its trailer');
    const kind = bytes[at];
    if (kind === 0x3b) {
      if (frames === 0) throw damaged('GIF', 'it ends without a picture');
      return { width, height, end: at + 1, frames };
    }
    if (kind === 0x21) {
      at = afterSubBlocks(bytes, at + 2);
    } else if (kind === 0x2c) {
      if (at + 11 > bytes.length) throw cutShort('GIF', bytes.length, 'inside the head of a frame');
      // The decoder enlarges the screen to hold a frame that sticks out.
      width = Math.max(width, bytes.readUInt16LE(at + 1) + bytes.readUInt16LE(at + 5));
      height = Math.max(height, bytes.readUInt16LE(at + 3) + bytes.readUInt16LE(at + 7));
      frames += 1;
      at = afterSubBlocks(bytes, at + 11 + tableLength(bytes[at + 9]));
    } else {
      throw damaged('GIF', `an unknown block at byte ${at}`);
    }
  }
}
