export { igsm, type IgsmOptions, igsmPresets } from './igsm.js';
export type { AttackAbout, AttackFunction } from './runner/define.js';
export { AttackError } from './runner/errors.js';
export type {
  AttackOptions,
  AttackProgress,
  MinimumNormOptions,
  RandomAttackOptions,
  WithEpsilons,
} from './runner/options.js';
export type { AttackResult, Distances, Norm, Scaling, ScalingRule } from './runner/result.js';
