import { defense } from './explanations-defense.js';
import { end } from './explanations-end.js';
import { start } from './explanations-start.js';

/** The explanations of all sections, in the order of the page. */
export const explanations = { ...start, ...defense, ...end };

export type { Explanation } from './explanation.js';
export * from './numbers.js';
export * from './published.js';
export * from './results.js';
export * from './steps.js';
