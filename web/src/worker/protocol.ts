import type { ActivationResult } from 'pixel-deflection/models';
import type { LoadInput, LoadProgress, ModelInfo, Picture, Prepared, Scores } from './model-types.js';
import type { AttackInput, AttackOutcome, DeflectInput, Deflected, DenoiseInput, Denoised } from './step-types.js';
import type { MapsInput, NoiseInput, NoiseOutcome, Steps } from './step-types.js';
import type { BreakInput, BreakPoint, Draw, DrawsInput, SigmaPoint, SigmaSweepInput } from './trial-types.js';
import type { StageRow, StagesInput } from './trial-types.js';

export type * from './model-types.js';
export type * from './step-types.js';
export type * from './trial-types.js';

/**
 * What the page asks of the worker, and what it answers. The worker holds the model and nothing else: every request
 * carries its pictures, so that a new worker answers it as the lost one would have done.
 */

/** Every kind of request: what goes in, what comes out, and what is told on the way. */
export interface Jobs {
  load: { input: LoadInput; result: ModelInfo; progress: LoadProgress };
  prepare: { input: { readonly file: Blob }; result: Prepared; progress: never };
  classify: { input: { readonly image: Picture }; result: Scores; progress: never };
  attack: { input: AttackInput; result: AttackOutcome; progress: Steps };
  noise: { input: NoiseInput; result: NoiseOutcome; progress: never };
  deflect: { input: DeflectInput; result: Deflected; progress: never };
  draws: { input: DrawsInput; result: readonly Draw[]; progress: Draw };
  maps: { input: MapsInput; result: readonly ActivationResult[]; progress: never };
  denoise: { input: DenoiseInput; result: Denoised; progress: never };
  sigmaSweep: { input: SigmaSweepInput; result: readonly SigmaPoint[]; progress: SigmaPoint };
  stages: { input: StagesInput; result: readonly StageRow[]; progress: StageRow };
  break: { input: BreakInput; result: readonly BreakPoint[]; progress: BreakPoint };
}

export type JobKind = keyof Jobs;

/** From the page. Ids are of the client; those of an aborted request are not used again. */
export type ToWorker =
  | {
      [K in JobKind]: {
        readonly type: 'request';
        readonly id: number;
        readonly kind: K;
        readonly input: Jobs[K]['input'];
      };
    }[JobKind]
  | { readonly type: 'abort'; readonly id: number };

/** From the worker. `alive` names the lock that it holds for as long as it lives, where the browser has locks. */
export type FromWorker =
  | { readonly type: 'alive'; readonly lock: string | undefined }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Jobs[JobKind]['progress'] }
  | { readonly type: 'result'; readonly id: number; readonly result: Jobs[JobKind]['result'] }
  | { readonly type: 'error'; readonly id: number; readonly name: string; readonly message: string };
