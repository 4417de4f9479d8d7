/** What the frame of a picture file says, before any pixel is decoded. */
export interface Structure {
  /** Pixels in a row, as declared, before orientation. */
  readonly width: number;
  /** Rows, as declared. */
  readonly height: number;
  /** Bytes that belong to the picture; what follows (phones append depth maps and films) is not part of it. */
  readonly end: number;
  /** Frames of an animation, 1 for a still picture; Infinity where the file does not say how many. */
  readonly frames: number;
}
