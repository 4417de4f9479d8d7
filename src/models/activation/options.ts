import { integer, knownOptions, oneOf, outOfRange, wrongType } from '../../core/checks.js';
import type { ActivationMap } from '../../core/image.js';
import { type Aggregate, aggregates } from './combine.js';

export const activationKinds = ['cam', 'grad-cam', 'r-cam'] as const;
export type ActivationKind = (typeof activationKinds)[number];

export interface ActivationOptions {
  /**
   * `'cam'`, the class activation map of the likeliest class; `'grad-cam'`, its Grad-CAM; `'r-cam'`, the robust map over
   * the likeliest classes. Where a network has no layer for CAM, the class maps of `'cam'` and `'r-cam'` are Grad-CAMs:
   * the result's `method` says so. Default `'r-cam'`.
   */
  kind?: ActivationKind;
  /** How many classes an `'r-cam'` is over, 1 up to all. Default 5, as in the paper (all, where there are fewer). */
  topK?: number;
  /** How an `'r-cam'` joins its class maps. Default `'geometric-mean'`, as in the notebook; the paper has `'exponential'`. */
  aggregate?: Aggregate;
  /** The classes by index, in order of weight, in place of the likeliest; one for `'cam'` and `'grad-cam'`. */
  classes?: readonly number[];
}

/** One class of an activation map. */
export interface ActivationClass {
  /** Its place in the output, from 0. */
  readonly index: number;
  readonly label: string;
  readonly name: string;
  /** Its logit. */
  readonly score: number;
}

/** Where a classifier looks, in the coordinates of the original image, and how it was made. */
export interface ActivationResult extends ActivationMap {
  /** In [0,1]; 0 outside of what a classifier of cropped pictures sees. */
  readonly data: Float32Array;
  readonly kind: ActivationKind;
  /** How the class maps were made. */
  readonly method: 'cam' | 'grad-cam';
  /** The value of the graph that holds the feature maps. */
  readonly layer: string;
  /** The classes that the map is over, in order of weight. */
  readonly classes: readonly ActivationClass[];
  /** The map at the size of the feature maps. */
  readonly grid: {
    readonly width: number;
    readonly height: number;
    /** The class maps as they come from the network, not scaled: one for each of `classes`, row by row. */
    readonly classMaps: readonly Float32Array[];
    /** The map that they make, before it is enlarged and scaled: row by row. */
    readonly data: Float64Array;
  };
}

/** Options, checked and filled in. */
export interface ActivationRequest {
  readonly kind: ActivationKind;
  readonly aggregate: Aggregate;
  /** Undefined: the likeliest. */
  readonly classes: readonly number[] | undefined;
  /** How many classes. */
  readonly count: number;
}

/** Checks options before any work. */
export function activationRequest(options: ActivationOptions, classes: number): ActivationRequest {
  knownOptions(options, 'activationMap', ['kind', 'topK', 'aggregate', 'classes']);
  const kind = oneOf(options.kind ?? 'r-cam', 'kind', activationKinds);
  const { topK, aggregate, classes: given } = options;
  if (kind !== 'r-cam' && (topK !== undefined || aggregate !== undefined)) {
    throw outOfRange(`topK and aggregate only with kind 'r-cam'`, 'the options of activationMap', kind);
  }
  const request = { kind, aggregate: oneOf(aggregate ?? 'geometric-mean', 'aggregate', aggregates) };
  if (given === undefined) {
    const most = topK === undefined ? Math.min(5, classes) : integer(topK, 'topK', 1, classes);
    return { ...request, classes: undefined, count: kind === 'r-cam' ? most : 1 };
  }
  if (topK !== undefined) throw outOfRange('either topK or classes', 'the options of activationMap', 'both');
  if (!Array.isArray(given)) throw wrongType('an array of class indices', 'classes', given);
  const range = kind === 'r-cam' ? 'at least one class index' : `one class index (kind '${kind}')`;
  if (given.length === 0 || (kind !== 'r-cam' && given.length > 1)) throw outOfRange(range, 'classes', given);
  given.forEach((index, i) => integer(index, `classes[${i}]`, 0, classes - 1));
  return { ...request, classes: given, count: given.length };
}
