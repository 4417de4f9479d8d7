export type { AdaptiveOptions } from './adaptive.js';
export { type DefendedClassifier, type DefendedOptions, defendedClassifier } from './defended-classifier.js';
export { type MapKind, mapKinds } from './defense.js';
export { type Vote, votes } from './ensemble.js';
export { type WaveletGradient, waveletGradients } from './expected-gradient.js';
