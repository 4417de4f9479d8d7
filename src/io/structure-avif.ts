import { cutShort, damaged } from './errors.js';
import type { Structure } from './structure.js';

/** A box of the ISO base media file format (ISO/IEC 14496-12, 4.2). */
interface Box {
  readonly type: string;
  /** First byte of the content, and the byte after the last. */
  readonly from: number;
  readonly to: number;
}

/** The box that begins at a position; undefined where it does not lie before `end` completely. */
function boxAt(bytes: Buffer, at: number, end: number): Box | undefined {
  if (at + 8 > end) return undefined;
  const short = bytes.readUInt32BE(at);
  const type = bytes.toString('latin1', at + 4, at + 8);
  // 1: a 64-bit length follows; 0: to the end of the file.
  if (short === 1 && at + 16 > end) return undefined;
  const head = short === 1 ? 16 : 8;
  const length = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? end - at : short;
  if (length < head) throw damaged('AVIF', `a box of ${length} bytes at byte ${at}`);
  return at + length > end ? undefined : { type, from: at + head, to: at + length };
}

/** The boxes inside a box, which they must fill. */
function boxesWithin(bytes: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at < to; at = boxes[boxes.length - 1].to) {
    const box = boxAt(bytes, at, to);
    if (box === undefined) throw damaged('AVIF', `a box at byte ${at} reaches beyond the one around it`);
    boxes.push(box);
  }
  return boxes;
}

/** Reads big-endian numbers one after the other inside a box. */
class Reader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;

  constructor(bytes: Buffer, box: Box) {
    this.#bytes = bytes;
    this.#at = box.from;
    this.#end = box.to;
  }

  /** The next number of 0, 2, 4 or 8 bytes (1 too); of 0 bytes it is 0. */
  next(size: number): number {
    if (this.#at + size > this.#end) throw damaged('AVIF', 'a box that is too short');
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + this.#bytes[this.#at++];
    return value;
  }
}

/**
 * The byte after the last one that an item's data reach (item location box, ISO/IEC 14496-12, 8.11.3).
 * @param inner length of the box `idat` inside `meta`, where items may lie too
 */
function endOfItems(bytes: Buffer, box: Box, inner: number): number {
  const read = new Reader(bytes, box);
  const version = read.next(4) >>> 24;
  const sizes = read.next(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  let end = 0;
  for (let items = read.next(version < 2 ? 2 : 4); items > 0; items--) {
    read.next(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : read.next(2) & 15;
    read.next(2);
    const base = read.next(baseSize);
    const count = read.next(2);
    // Extents that take no bytes are all the same one: no reason to count through them.
    for (let extents = indexSize + offsetSize + lengthSize === 0 ? 1 : count; extents > 0; extents--) {
      read.next(indexSize);
      const offset = read.next(offsetSize);
      const reach = base + offset + read.next(lengthSize);
      if (method === 0) end = Math.max(end, reach);
      else if (method === 1 && reach > inner) throw damaged('AVIF', 'an item reaches beyond its box');
    }
  }
  return end;
}

/** The largest size among the spatial extents (`ispe`): that of the whole picture, not of its tiles or thumbnail. */
function largestSize(bytes: Buffer, properties: Box): { width: number; height: number } | undefined {
  const container = boxesWithin(bytes, properties.from, properties.to).find((box) => box.type === 'ipco');
  if (container === undefined) return undefined;
  let size: { width: number; height: number } | undefined;
  for (const box of boxesWithin(bytes, container.from, container.to)) {
    if (box.type !== 'ispe') continue;
    const read = new Reader(bytes, box);
    read.next(4);
    const [width, height] = [read.next(4), read.next(4)];
    if (size === undefined || width * height > size.width * size.height) size = { width, height };
  }
  return size;
}

/** Walks the boxes of an AVIF file until all data that its items point to are there. */
export function checkAvif(bytes: Buffer): Structure {
  let size: { width: number; height: number } | undefined;
  let frames = 1;
  let wanted = Infinity;
  let at = 0;
  while (at < wanted) {
    const box = boxAt(bytes, at, bytes.length);
    if (box === undefined) {
      throw cutShort('AVIF', bytes.length, wanted === Infinity ? 'before its description' : 'before its last item');
    }
    // The brand of image sequences; their frames lie in tracks, which are not counted.
    if (box.type === 'ftyp' && bytes.toString('latin1', box.from, box.from + 4) === 'avis') frames = Infinity;
    if (box.type === 'meta' && wanted === Infinity) {
      // A full box: version and flags before its content.
      const inside = boxesWithin(bytes, box.from + 4, box.to);
      const find = (type: string): Box | undefined => inside.find((child) => child.type === type);
      const [locations, properties, data] = [find('iloc'), find('iprp'), find('idat')];
      if (locations === undefined || properties === undefined) throw damaged('AVIF', 'it holds no picture');
      size = largestSize(bytes, properties);
      wanted = endOfItems(bytes, locations, data === undefined ? 0 : data.to - data.from);
    }
    at = box.to;
  }
  if (size === undefined) throw damaged('AVIF', 'it does not state its size');
  return { ...size, end: at, frames };
}
