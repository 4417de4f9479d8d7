export { AttackError } from './errors.js';
export { igsm, type IgsmOptions, igsmPresets } from './igsm.js';
export type { AttackOptions, AttackProgress, WithEpsilons } from './options.js';
export type { AttackResult, Distances } from './result.js';
