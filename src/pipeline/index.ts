export type { AdaptiveOptions } from './adaptive.js';
export { type ChainDefense, checkChainDefense } from './chain-defense.js';
export { type MapKind, mapKinds, type Vote, votes } from './choices.js';
export { type DefendedClassifier, type DefendedOptions, defendedClassifier } from './defended-classifier.js';
export { drawStream } from './defense.js';
export { type WaveletGradient, waveletGradients } from './expected-gradient.js';
export { checkPreset, type DefensePreset, formatPreset, parsePreset } from './preset.js';
