import type { Classifier } from '../../models/index.js';
import type { Gate } from '../run/gate.js';

/** The classifier with runs that are waited for, each by itself, where the command is stopped. */
export function gated(classifier: Classifier, gate: Gate): Classifier {
  return {
    ...classifier,
    logits: (images) => gate.pass(() => classifier.logits(images)),
    inputGradient: (images, cotangent) => gate.pass(() => classifier.inputGradient(images, cotangent)),
    activationMap: (image, options) => gate.pass(() => classifier.activationMap(image, options)),
  };
}
