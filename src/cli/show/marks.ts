/** Remembers which samples of a picture were overwritten: for each pixel a bit for each channel. */
export class Marks {
  readonly width: number;
  readonly height: number;
  /** `height × width`, bit 0 for red or gray, bit 1 for green, bit 2 for blue. */
  readonly data: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.data = new Uint8Array(width * height);
  }

  /** For `onCopy`. */
  readonly add = (x: number, y: number, channel: number): void => {
    this.data[y * this.width + x] |= 1 << channel;
  };
}
