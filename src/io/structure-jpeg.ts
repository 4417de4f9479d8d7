import { cutShort, damaged } from './errors.js';
import type { Structure } from './structure.js';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

/** Start of frame: the 0xc0 row without DHT (c4), JPG (c8) and DAC (cc). ITU-T T.81, table B.1. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Markers without a segment: TEM and the restart markers. */
function standsAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

/** Position of the marker that ends entropy-coded data: 0xff that is not stuffed (ff 00) and no restart. */
function endOfScan(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) throw cutShort('JPEG', bytes.length, 'inside a scan');
    const next = bytes[at + 1];
    if (next === 0x00 || (next >= 0xd0 && next <= 0xd7)) at += 2;
    else if (next === 0xff) at += 1;
    else return at;
  }
}

/**
 * Walks the markers of a JPEG through all its scans to the end-of-image marker. A thumbnail's own markers lie inside
 * an application segment, whose length is stepped over.
 */
export function checkJpeg(bytes: Buffer): Structure {
  let size: { width: number; height: number } | undefined;
  let scans = 0;
  let at = 2;
  for (;;) {
    if (at + 2 > bytes.length) throw cutShort('JPEG', bytes.length, 'between two segments');
    if (bytes[at] !== 0xff) throw damaged('JPEG', `no marker at byte ${at}`);
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      // Any number of fill bytes may stand before a marker.
      at += 1;
      continue;
    }
    if (marker === EOI) {
      if (size === undefined || scans === 0) throw damaged('JPEG', 'it ends without a picture');
      return { ...size, end: at + 2, frames: 1 };
    }
    if (marker === SOI || marker === 0x00) throw damaged('JPEG', `an unexpected marker at byte ${at}`);
    if (standsAlone(marker)) {
      at += 2;
      continue;
    }
    if (at + 4 > bytes.length) throw cutShort('JPEG', bytes.length, 'inside the head of a segment');
    const length = bytes.readUInt16BE(at + 2);
    const next = at + 2 + length;
    if (next > bytes.length) throw cutShort('JPEG', bytes.length, 'inside a segment');
    if (length < (isFrame(marker) ? 8 : 2)) throw damaged('JPEG', `a segment of ${length} bytes at byte ${at}`);
    if (isFrame(marker)) {
      if (size !== undefined) throw damaged('JPEG', 'two frames');
      size = { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    if (marker === SOS) scans += 1;
    at = marker === SOS ? endOfScan(bytes, next) : next;
  }
}
