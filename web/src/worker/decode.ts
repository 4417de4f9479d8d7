import type { Image } from 'pixel-deflection';
import { headBytes, pictureSize } from './picture-size.js';

/** The largest picture that is opened, as in the library's own reader. */
export const maxPixels = 50_000_000;

/** A picture file as samples, and what it was. */
export interface Decoded {
  readonly image: Image<Uint8ClampedArray>;
  readonly format: string;
}

/**
 * Decodes a picture upright, without a change of its colours. Its size is read before the decoder takes memory for it.
 * @throws an error whose message is for people
 */
export async function decodePicture(file: Blob): Promise<Decoded> {
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  if (head.length === 0) throw new Error('The file is empty.');
  const size = pictureSize(head);
  if (size === undefined) throw new Error('This is no picture: expected a JPEG, PNG, WebP, AVIF or GIF file.');
  const { format, width, height } = size;
  if (width * height > maxPixels) {
    const megapixels = ((width * height) / 1e6).toFixed(0);
    throw new Error(
      `The picture has ${width} × ${height} pixels, ${megapixels} megapixels; the limit is ${maxPixels / 1e6}. Make it smaller first.`,
    );
  }
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  } catch {
    throw new Error(`The ${format} file is damaged, or of a kind that this browser cannot decode.`);
  }
  try {
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('This browser has no memory left to open the picture.');
    context.drawImage(bitmap, 0, 0);
    return { image: context.getImageData(0, 0, bitmap.width, bitmap.height), format };
  } finally {
    bitmap.close();
  }
}
