/**
 * What figures show: plain data, as the library gives it. Typed by their shape, so that a figure needs nothing of the
 * library, the worker or the store.
 */

/** An image of the library: interleaved rows, values 0…255. `channels` follows from the length where it is absent. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels?: 1 | 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray | Float32Array;
}

/** A class with its probability in [0,1]. */
export interface Scored {
  /** The class's key. */
  readonly label: string;
  /** What people call it; default: the key. */
  readonly name?: string;
  readonly index: number;
  readonly probability: number;
}

/** `height × width` values in [0,1], row by row. */
export interface ActivationMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array | Float64Array;
}

/**
 * The samples that a deflection copied, in their order, five numbers each, as `onCopy` of the library tells them: x, y,
 * channel, fromX, fromY. One array, as it crosses to a worker without a copy.
 */
export type Copies = Int32Array;

/** One sub-band of a wavelet decomposition. */
export interface Band {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array | Float64Array;
}

export const orientations = ['horizontal', 'vertical', 'diagonal'] as const;
export type Orientation = (typeof orientations)[number];

/** The details of a channel, finest level first: an entry of `details` of the library's `waveletDecompose`. */
export type Details = readonly Readonly<Record<Orientation, Band>>[];

/** Thresholds for {@link Details}, finest level first. */
export type Thresholds = readonly Readonly<Record<Orientation, number>>[];

/** What people call a class. */
export function nameOf({ name, label }: Pick<Scored, 'name' | 'label'>): string {
  return name ?? label;
}
