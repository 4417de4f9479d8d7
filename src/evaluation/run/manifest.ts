import type { Plan } from '../plan/plan.js';
import type { ImageRef, ModelRef, Unreadable } from '../shard/shard.js';

/** A picture of a run; labels by model, in the order of the plan's models (undefined: the model does not know it). */
export interface ManifestImage extends Pick<ImageRef, 'id' | 'sha256'> {
  readonly labels: readonly (number | null)[];
}

/** What `manifest.json` of a run folder holds: everything that the records follow from, and where they were made. */
export interface Manifest {
  readonly format: 'pixel-deflection run';
  readonly schema: 1;
  readonly plan: Plan;
  /** The command line that gives this run again. */
  readonly command: readonly string[];
  readonly version: string;
  /** Version and hash of the code that computes records: see `codeVersion`. */
  readonly code: string;
  readonly models: readonly (ModelRef & {
    readonly width: number;
    readonly height: number;
    readonly classes: number;
  })[];
  readonly data: {
    readonly kind: string;
    readonly sha256: string;
    /** Pictures of the data set. */
    readonly found: number;
    /** Pictures that were drawn of these; more than `images` where some could not be read. */
    readonly drawn?: number;
  };
  readonly images: readonly ManifestImage[];
  /** Pictures that could not be read, or have no label, when the run began. */
  readonly unreadable: readonly Unreadable[];
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly platform: string;
    readonly arch: string;
    readonly node: string;
    readonly onnxruntime: string;
  };
  /** Pictures of a shard: no record depends on it. */
  readonly shardSize: number;
  /** Whether adversaries are kept as PNG. */
  readonly adversaries: boolean;
  readonly started: string;
}
