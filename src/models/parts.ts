import type { CamLayer } from './activation/cam-layer.js';
import type { ModelCard } from './card.js';
import type { Network } from './network.js';
import type { ParsedModel } from './onnx/model-file.js';
import type { SessionOptions } from './session.js';

/** What a classifier is made of, once its model has run. */
export interface ClassifierParts {
  /** The model with its logits as the only output. */
  readonly graph: ParsedModel;
  /** The session of the logits, and of the features of `cam`. */
  readonly network: Network;
  readonly classes: number;
  readonly card: ModelCard;
  /** The layer of class activation maps; undefined where the graph has none. */
  readonly cam: CamLayer | undefined;
  readonly options: SessionOptions;
}
