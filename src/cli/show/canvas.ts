import type { FullImage } from '../../core/image.js';
import { eachDot } from './font.js';

/** Red, green and blue, 0…255. */
export type Colour = readonly [number, number, number];

/** An RGB picture to draw on. What falls outside is left out. */
export class Canvas {
  readonly image: FullImage<Uint8Array>;

  constructor(width: number, height: number, colour: Colour) {
    this.image = { width, height, channels: 3, data: new Uint8Array(width * height * 3) };
    this.fill(0, 0, width, height, colour);
  }

  fill(left: number, top: number, width: number, height: number, colour: Colour): void {
    const right = Math.min(left + width, this.image.width);
    const bottom = Math.min(top + height, this.image.height);
    for (let y = Math.max(0, top); y < bottom; y++) {
      for (let x = Math.max(0, left); x < right; x++) this.image.data.set(colour, (y * this.image.width + x) * 3);
    }
  }

  /** An RGB picture that lies within the canvas. */
  draw(picture: FullImage<Uint8Array>, left: number, top: number): void {
    const stride = picture.width * 3;
    for (let y = 0; y < picture.height; y++) {
      const row = picture.data.subarray(y * stride, (y + 1) * stride);
      this.image.data.set(row, ((top + y) * this.image.width + left) * 3);
    }
  }

  text(text: string, left: number, top: number, scale: number, colour: Colour): void {
    eachDot(text, (x, y) => this.fill(left + x * scale, top + y * scale, scale, scale, colour));
  }
}
