import type { ResolvedOptions } from './options.js';
import type { Picture } from './result.js';
import type { Keep } from './search.js';
import type { Goal, Steps } from './steps.js';

/** An attack whose options are known: what the runner needs of it. */
export interface Plan {
  readonly name: string;
  readonly keep: Keep;
  readonly options: ResolvedOptions;
  readonly bounds: readonly [low: number, high: number];
  /** The steps for a goal; what depends on ε is settled by that of the goal. */
  readonly steps: (goal: Goal) => Steps;
  /** The steps with another value of the parameter that the scaling rule raises, and the value to begin with. */
  readonly stronger?: { readonly from: number; readonly steps: (goal: Goal, value: number) => Steps };
}

/** A picture with what is known of it before it is attacked. */
export interface Task {
  /** Its place in the array that was given. */
  readonly picture: number;
  readonly clean: Picture;
  /** The logits of the clean picture. */
  readonly logits: Float32Array;
  /** What the model names for the clean picture. */
  readonly prediction: number;
  readonly label: number;
  readonly target: number | undefined;
}
