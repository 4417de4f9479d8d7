import { igsm } from './igsm.js';
import type { AttackFunction } from './runner/define.js';

/** All attacks on single pictures, in the order of lists: with a budget, for the nearest adversary, and controls. */
export const attackCatalog: readonly AttackFunction[] = [igsm];
