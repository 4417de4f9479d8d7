import type { FullImage } from 'pixel-deflection';
import type { Classification, Placement } from 'pixel-deflection/models';

/** A picture at the model's size: RGB, interleaved rows, 0…255. Results of an attack and copied samples are whole levels. */
export type Picture = FullImage<Float32Array>;

/** What the model says of a picture. */
export interface Scores {
  /** The five likeliest classes, likeliest first. */
  readonly top: readonly Classification[];
  /** Of every class, by its index. */
  readonly probabilities: Float64Array;
}

/** A class by its place in the output. */
export interface ClassRef {
  readonly index: number;
  readonly label: string;
  readonly name: string;
}

/** A model to load. Nothing is fetched from elsewhere unless a person asked for `catalog`. */
export type ModelRequest =
  | { readonly source: 'built-in' }
  /** A file of the user; `card` is the text of a model card, a part of one, or absent where the catalog knows the file. */
  | { readonly source: 'file'; readonly name: string; readonly file: Blob; readonly card?: string }
  /** A model of the library's catalog, from the address that the catalog names. */
  | { readonly source: 'catalog'; readonly name: string };

export interface LoadInput {
  readonly model: ModelRequest;
  readonly provider: 'cpu' | 'webgpu';
}

/** How far a load is. `total` is 0 where the server does not say it. */
export interface LoadProgress {
  readonly phase: 'runtime' | 'model' | 'start';
  readonly loaded: number;
  readonly total: number;
}

/** The model that is loaded. */
export interface ModelInfo {
  readonly name: string;
  readonly source: ModelRequest['source'];
  readonly width: number;
  readonly height: number;
  readonly classes: readonly ClassRef[];
  /** Where it runs, and on how many threads. */
  readonly provider: string;
  readonly threads: number;
  /** Length of its file. */
  readonly bytes: number;
  /** What a person should know: a fallback from WebGPU, one thread where several were asked for. */
  readonly notices: readonly string[];
  /** Largest difference of the logits of a sample from those that Node computes; absent where none are known. */
  readonly golden?: { readonly difference: number; readonly ok: boolean };
}

/** A picture as the model sees it. */
export interface Prepared {
  readonly picture: Picture;
  /** The part of the original that is shown. */
  readonly placement: Placement;
  readonly format: string;
  readonly scores: Scores;
}
