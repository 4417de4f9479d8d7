import { copyAlpha, type FullImage, newImage, type PixelData } from '../../core/image.js';
import { type Kernels, ownKernels } from '../../core/kernels/instance.js';
import { Kept } from '../kept.js';
import { HaarRun, haarThresholds } from '../../defenses/kernels/haar.js';
import type { Statistics } from '../../defenses/kernels/thresholds.js';
import type { HeldChannel, WaveletSettings } from '../../defenses/wavelet/shrinkage.js';

export interface HaarRows {
  /** By which the second step finds what the first has left in this thread. */
  readonly id: number;
  readonly settings: WaveletSettings;
  readonly estimated: boolean;
  readonly source: FullImage;
}

export interface HaarRest {
  readonly id: number;
  /** Undefined: there is no second step. */
  readonly shrinkage?: readonly HeldChannel[];
  readonly target?: FullImage;
}

interface Begun {
  readonly run: HaarRun;
  readonly kernels: Kernels;
  readonly source: FullImage;
  readonly settings: WaveletSettings;
}

const begun = new Map<number, Begun>();
/** Instances of earlier calls. */
const idle = new Kept<Kernels>();

function instance(bytes: number): Kernels | undefined {
  const kernels = idle.take(() => true) ?? ownKernels();
  try {
    kernels?.reserve(bytes);
    return kernels;
  } catch {
    // There is not that much memory.
    return undefined;
  }
}

/** Decomposes rows of a picture: what thresholds follow from; undefined where there is no instance of the binary for it. */
export function haarBegin({ id, settings, estimated, source }: HaarRows): Statistics | undefined {
  let kernels: Kernels | undefined;
  const run = HaarRun.begin(source, source, settings, (bytes) => (kernels = instance(bytes)));
  if (run === undefined) return undefined;
  begun.set(id, { run, kernels: kernels!, source, settings });
  const statistics = run.decompose(source, estimated);
  // The run goes on to use its own.
  return { ...statistics, limits: statistics.limits.slice(), squares: statistics.squares.slice() };
}

/** Shrinks the details of these rows and puts them together again. */
export function haarEnd({ id, shrinkage, target }: HaarRest): PixelData | undefined {
  const state = begun.get(id);
  if (state === undefined) return undefined;
  begun.delete(id);
  idle.give(state.kernels);
  if (shrinkage === undefined) return undefined;
  const result = target ?? newImage(state.source);
  const thresholds = haarThresholds(state.settings, result);
  thresholds.hold(shrinkage);
  state.run.reconstruct(result, thresholds);
  copyAlpha(state.source, result);
  return target === undefined ? result.data : undefined;
}
