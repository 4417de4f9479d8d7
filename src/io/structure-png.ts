import { crc32 } from 'node:zlib';
import { cutShort, damaged } from './errors.js';
import type { Structure } from './structure.js';

/** Walks the chunks of a PNG, checksums included, to IEND. */
export function checkPng(bytes: Buffer): Structure {
  let size: { width: number; height: number } | undefined;
  let hasData = false;
  let frames = 1;
  let at = 8;
  for (;;) {
    if (at + 12 > bytes.length) throw cutShort('PNG', bytes.length, 'before its last chunk');
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const end = at + 12 + length;
    if (!/^[A-Za-z]{4}$/.test(type)) throw damaged('PNG', `no chunk at byte ${at}`);
    if (end > bytes.length) throw cutShort('PNG', bytes.length, `inside chunk ${type}`);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) {
      throw damaged('PNG', `wrong checksum of chunk ${type} at byte ${at}`);
    }
    if (size === undefined) {
      if (type !== 'IHDR' || length !== 13) throw damaged('PNG', 'it does not begin with IHDR');
      size = { width: bytes.readUInt32BE(at + 8), height: bytes.readUInt32BE(at + 12) };
    }
    if (type === 'IDAT') hasData = true;
    // APNG: animation control, the number of frames first.
    if (type === 'acTL' && length >= 4) frames = bytes.readUInt32BE(at + 8);
    if (type === 'IEND') {
      if (!hasData) throw damaged('PNG', 'it ends without a picture');
      return { ...size, end, frames };
    }
    at = end;
  }
}
