/** The picture formats that are read. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif';

/** How the formats are called in messages. */
export const formatNames: Record<PictureFormat, string> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  avif: 'AVIF',
  gif: 'GIF',
};

/** Bytes that decide a format are at the front: this many are enough for both functions below. */
export const sniffLength = 1024;

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, to);
}

/** The brands of an ISO base media file (ISO/IEC 14496-12, 4.3): the major one first, then the compatible ones. */
function brands(bytes: Uint8Array): string[] {
  if (latin1(bytes, 4, 8) !== 'ftyp') return [];
  const size = (bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3];
  const end = Math.min(size, bytes.length, sniffLength);
  const found: string[] = [];
  // Bytes 12 to 15 are the minor version.
  for (let at = 8; at + 4 <= end; at += at === 8 ? 8 : 4) found.push(latin1(bytes, at, at + 4));
  return found;
}

/**
 * The format of a picture by its first bytes, never by its name; undefined for all that is not read here.
 * Only the front is looked at: the picture may still be damaged.
 */
export function sniffFormat(bytes: Uint8Array): PictureFormat | undefined {
  const head = latin1(bytes, 0, 16);
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  return brands(bytes).some((brand) => brand === 'avif' || brand === 'avis') ? 'avif' : undefined;
}

/** First bytes of what people hand over by mistake, most telling first. */
const others: readonly (readonly [magic: string, name: string])[] = [
  ['%PDF-', 'a PDF document'],
  ['%!PS', 'a PostScript document'],
  ['II*\0', 'a TIFF picture'],
  ['MM\0*', 'a TIFF picture'],
  ['II+\0', 'a TIFF picture'],
  ['MM\0+', 'a TIFF picture'],
  ['BM', 'a BMP picture'],
  ['8BPS', 'a Photoshop document'],
  ['\xff\x0a', 'a JPEG XL picture'],
  ['\0\0\0\x0cJXL ', 'a JPEG XL picture'],
  ['\0\0\0\x0cjP  ', 'a JPEG 2000 picture'],
  ['\xff\x4f\xff\x51', 'a JPEG 2000 picture'],
  ['\0\0\x01\0', 'an icon (ICO)'],
  ['v/1\x01', 'an OpenEXR picture'],
  ['#?RADIANCE', 'a Radiance HDR picture'],
  ['qoif', 'a QOI picture'],
  ['DDS ', 'a DDS texture'],
  ['SIMPLE  =', 'a FITS file'],
  ['\x93NUMPY', 'a NumPy array'],
  ['\x89HDF', 'an HDF5 file'],
  ['\x1a\x45\xdf\xa3', 'a Matroska or WebM video'],
  ['PK\x03\x04', 'a ZIP archive'],
  ['\x1f\x8b', 'a gzip archive'],
  ['7z\xbc\xaf', 'a 7z archive'],
  ['\x7fELF', 'a program'],
  ['MZ', 'a program'],
  ['version https://git-lfs', 'a Git LFS pointer, not the picture itself'],
];

const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/** The front of a file as text; undefined where it is not text. */
function asText(bytes: Uint8Array): string | undefined {
  try {
    // `stream`: the front may end inside a character.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, sniffLength), { stream: true });
    return /\p{Cc}/u.test(text.replaceAll(/[\t\n\f\r]/g, '')) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** What bytes are that `sniffFormat` does not know, as said in an error; undefined where nobody knows. */
export function contentName(bytes: Uint8Array): string | undefined {
  const text = asText(bytes);
  if (text !== undefined && /<svg[\s>]/i.test(text)) return 'an SVG drawing';
  const head = latin1(bytes, 0, 32);
  if (/^P[1-7]\s/.test(head)) return 'a PNM picture';
  if (/^RIFF[^]{4}(AVI |WAVE)/.test(head)) return 'a film or sound (AVI or WAV)';
  // Two letters are no proof where all else is text.
  const other = others.find(([magic]) => head.startsWith(magic) && (text === undefined || magic.length > 2));
  if (other !== undefined) return other[1];
  const found = brands(bytes);
  if (found.some((brand) => heicBrands.has(brand))) return 'a HEIC picture';
  if (found.length > 0) return 'a video (MP4 or QuickTime)';
  if (text === undefined) return undefined;
  if (/^\s*(<!doctype html|<html)/i.test(text)) return 'an HTML page';
  return /^\s*<\?xml/.test(text) ? 'an XML document' : 'text';
}
