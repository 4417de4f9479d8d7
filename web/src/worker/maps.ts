import type { ActivationResult } from 'pixel-deflection/models';
import { breathe, type Job } from './job.js';

/** Activation maps of several kinds of one picture. */
export const maps: Job<'maps'> = async ({ image, kinds, topK, aggregate }, { classifier, signal }) => {
  const results: ActivationResult[] = [];
  for (const kind of kinds) {
    await breathe(signal);
    const options = kind === 'r-cam' ? { topK: Math.min(topK, classifier.classes), aggregate } : {};
    results.push(await classifier.activationMap(image, { kind, ...options }));
  }
  return results;
};
