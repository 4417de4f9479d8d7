/** The format and size that a picture file says it has, read from its first bytes: before a decoder takes memory for it. */
export interface PictureSize {
  readonly format: 'PNG' | 'JPEG' | 'GIF' | 'WebP' | 'AVIF';
  readonly width: number;
  readonly height: number;
}

const ascii = (bytes: Uint8Array, from: number, length: number) =>
  String.fromCharCode(...bytes.subarray(from, from + length));

/** The frame header of a JPEG: markers are walked until one of SOF0 to SOF15. */
function jpegSize(bytes: Uint8Array, view: DataView): PictureSize | undefined {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1];
    // Fill bytes, and markers without a length.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { format: 'JPEG', width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    } else at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** The three kinds of WebP: lossy, lossless, extended. */
function webpSize(bytes: Uint8Array, view: DataView): PictureSize | undefined {
  switch (ascii(bytes, 12, 4)) {
    case 'VP8 ':
      return { format: 'WebP', width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { format: 'WebP', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X': {
      const three = (from: number) => view.getUint16(from, true) + (bytes[from + 2] << 16) + 1;
      return { format: 'WebP', width: three(24), height: three(27) };
    }
    default:
      return undefined;
  }
}

/** The largest `ispe` box of an AVIF: grids have one for each tile, and one for the whole. */
function avifSize(bytes: Uint8Array, view: DataView): PictureSize | undefined {
  let best: PictureSize | undefined;
  for (let at = 0; at + 16 <= bytes.length; at++) {
    if (bytes[at] !== 0x69 || ascii(bytes, at, 4) !== 'ispe') continue;
    const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (best === undefined || width * height > best.width * best.height) best = { format: 'AVIF', width, height };
  }
  return best;
}

/** How many of its first bytes a file is looked at by: photographs carry profiles and thumbnails before their size. */
export const headBytes = 2 ** 20;

/**
 * @param bytes the first bytes of a file, {@link headBytes} of them or all
 * @returns undefined for what is none of the five formats, or does not say its size there
 */
export function pictureSize(bytes: Uint8Array): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 30) return undefined;
  if (view.getUint32(0) === 0x89504e47 && ascii(bytes, 12, 4) === 'IHDR') {
    return { format: 'PNG', width: view.getUint32(16), height: view.getUint32(20) };
  }
  if (view.getUint16(0) === 0xffd8) return jpegSize(bytes, view);
  if (ascii(bytes, 0, 4) === 'GIF8') {
    return { format: 'GIF', width: view.getUint16(6, true), height: view.getUint16(8, true) };
  }
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP') return webpSize(bytes, view);
  if (ascii(bytes, 4, 4) === 'ftyp' && /avif|avis/.test(ascii(bytes, 8, 24))) return avifSize(bytes, view);
  return undefined;
}
