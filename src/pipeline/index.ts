export {
  type DefendedClassifier,
  type DefendedOptions,
  defendedClassifier,
  type MapKind,
  mapKinds,
} from './defended-classifier.js';
export { type Vote, votes } from './ensemble.js';
