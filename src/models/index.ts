export type { Label, ModelCard } from './card.js';
export { ModelError } from './errors.js';
export type { InputGradient, LossGradient, Model } from './model.js';
