/** Where the adversaries of one picture may be. */
export interface Budget {
  /** Brings samples that an attack has moved back inside, in place: the nearest point of the budget and of the box. */
  project(moved: Float32Array): void;
  /** Samples as 8 bits, inside of the budget and of the box. */
  round(samples: Float32Array): Uint8Array;
}
