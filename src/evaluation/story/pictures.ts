import type { ActivationMap, FullImage } from '../../core/image.js';

/** Which samples of a picture were overwritten: `height × width`, bit 0 for red, bit 1 for green, bit 2 for blue. */
export interface Copied {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A picture behind the defense, at the model's size, and what it was before. */
export interface DefendedPicture {
  readonly picture: FullImage<Float32Array>;
  readonly copied: Copied;
}

/** What the figures of a story are drawn from: everything at the model's size. */
export interface StoryPictures {
  readonly clean: FullImage<Float32Array>;
  /** Absent where the model is wrong before the attack. */
  readonly defense?: {
    /** As an 8-bit file holds it. */
    readonly adversary: FullImage<Float32Array>;
    readonly few: DefendedPicture;
    readonly many: DefendedPicture;
    readonly cleanMany: FullImage<Float32Array>;
    readonly cleanWhole: FullImage<Float32Array>;
    readonly denoised: FullImage<Float32Array>;
    readonly cam: ActivationMap;
    readonly rCam: ActivationMap;
    readonly steered: DefendedPicture;
    readonly whole: FullImage<Float32Array>;
  };
}

/** Remembers what a deflection overwrites. */
export function recorder(width: number, height: number) {
  const copied: Copied = { width, height, data: new Uint8Array(width * height) };
  const places: number[] = [];
  return {
    copied,
    /** The pixel of each copy, in their order. */
    places,
    /** For `onCopy`. */
    onCopy: (x: number, y: number, channel: number): void => {
      copied.data[y * width + x] |= 1 << channel;
      places.push(y * width + x);
    },
  };
}
