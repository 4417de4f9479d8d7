import type { FullImage } from 'pixel-deflection';

/**
 * PNG files by ourselves: a canvas gives its pixels back with noise in browsers that guard against fingerprints, and holds no
 * 16 bits (PNG, third edition, W3C 2025).
 */

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = crcTable[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/**
 * @param bits of a sample
 * @param colour type: 0 for gray, 2 for RGB
 * @param row bytes of a row
 * @param samples rows without filters, one after the other
 */
async function png(width: number, height: number, bits: 8 | 16, colour: 0 | 2, row: number, samples: Uint8Array) {
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([bits, colour], 8);
  const rows = new Uint8Array(height * (row + 1));
  for (let y = 0; y < height; y++) rows.set(samples.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  const chunks = [chunk('IHDR', head), chunk('IDAT', await deflated(rows)), chunk('IEND', new Uint8Array(0))];
  return new Blob([signature, ...chunks], { type: 'image/png' });
}

/** A picture of three channels as an RGB file of 8 bits: rounded to nearest, halves up, as the library does. */
export function pngOf({ width, height, data }: FullImage): Promise<Blob> {
  const samples = Uint8Array.from(data, (value) => Math.max(0, Math.min(255, Math.floor(value + 0.5))));
  return png(width, height, 8, 2, width * 3, samples);
}

/** A map as a gray file of 16 bits, as `pixel-deflection map` writes it: 0 is 0, 1 is 65535. */
export function mapPngOf(map: {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}): Promise<Blob> {
  const { width, height, data } = map;
  const samples = new Uint8Array(width * height * 2);
  const view = new DataView(samples.buffer);
  for (let i = 0; i < width * height; i++) view.setUint16(2 * i, Math.round(data[i] * 65535));
  return png(width, height, 16, 0, width * 2, samples);
}
