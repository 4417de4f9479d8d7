import type { PixelData } from '../core/image.js';

/** The published forms of pixel deflection; they differ in what one deflection is. */
export const deflectionAlgorithms = ['notebook', 'repository', 'joint'] as const;
export type DeflectionAlgorithm = (typeof deflectionAlgorithms)[number];

/** Sees each sample copied. */
export type OnCopy = (x: number, y: number, channel: number, fromX: number, fromY: number) => void;

/** A checked deflection of samples in place, of a picture of at least 2 × 2. */
export interface DeflectionJob {
  readonly data: PixelData;
  readonly width: number;
  readonly height: number;
  /** Samples of a pixel, and how many of them are colour. */
  readonly channels: number;
  readonly colours: number;
  readonly deflections: number;
  readonly window: number;
  /** Values of the map, or none. */
  readonly keep: Float32Array | Float64Array | undefined;
  readonly bias: number;
  /** Whether `uniform(0, 1)` is drawn for each place. */
  readonly drawsUniform: boolean;
  readonly algorithm: DeflectionAlgorithm;
  readonly onCopy: OnCopy | undefined;
  /** Whether the binary may do it. */
  readonly kernels: boolean;
}

export interface DeflectionCounts {
  readonly copies: number;
  readonly skipped: number;
  readonly capped: boolean;
}

/** Random draws after which a run ends: far above what any run needs in which pixels move at a fair rate. */
export function drawLimit(deflections: number): number {
  return 1e6 + 1e4 * deflections;
}
