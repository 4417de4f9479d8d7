import type { AttackAbout, AttackOptions, AttackResult } from '../../attacks/index.js';
import type { Image } from '../../core/image.js';
import type { Model } from '../../models/index.js';
import type { EnsembleFacts } from './task.js';

/** A result, and of an ensemble what its members did. */
export interface MethodResult {
  readonly result: AttackResult;
  readonly ensemble?: EnsembleFacts;
}

/** An attack, or an ensemble of them, as the command line has it. */
export interface Method {
  readonly about: AttackAbout;
  /** Gives, for each ε or for the one that is its own, the results of all pictures. */
  readonly run: (
    model: Model,
    images: readonly Image[],
    options: AttackOptions & { readonly epsilons?: readonly number[] | undefined },
  ) => Promise<MethodResult[][]>;
}
