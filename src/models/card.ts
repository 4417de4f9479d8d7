/** One class of a classifier. */
export interface Label {
  /** A stable key, such as a WordNet id: `n02447366`. */
  id: string;
  /** What people call it: `badger`. */
  name: string;
}

/** How a picture enters a network. */
export interface CardInput {
  /** Size of the input in pixels. */
  width: number;
  height: number;
  /** Order of the axes. */
  layout: 'NCHW' | 'NHWC';
  channelOrder: 'RGB' | 'BGR';
  /** Factor of the samples 0…255 before mean and deviation, above 0: 1/255 for torchvision. */
  scale: number;
  /** Per channel, in the order of `channelOrder`, in units of the scaled samples. Deviations are above 0. */
  mean: readonly [number, number, number];
  deviation: readonly [number, number, number];
}

/**
 * A **model card**: what a classifier's file does not say about itself. As JSON beside the file (`name.json` beside
 * `name.onnx`) or as an option. A sample v of 0…255 enters the network as `(v * scale - mean) / deviation`.
 */
export interface ModelCard extends CardInformation {
  /** What the model is called in messages and reports. */
  name: string;
  input: CardInput;
  /**
   * How a picture of another shape gets its size: `stretch` both sides, or the largest part in its middle (`crop`).
   */
  resize: 'stretch' | 'crop';
  /** What the output holds. */
  output: 'logits' | 'probabilities';
  /** The classes in the order of the output. */
  labels: readonly Label[];
}

/** What a card may say besides; of these only `sha256` and `bytes` are used: a file that differs is refused. */
export interface CardInformation {
  /** SHA-256 of the model's file, 64 hexadecimal digits. */
  sha256?: string;
  /** Size of the model's file in bytes. */
  bytes?: number;
  license?: string;
  /** Where the file is from. */
  source?: string;
  /** What it was trained on, and how. */
  training?: string;
  description?: string;
}

/** Names of the ways in which most published classifiers take their pixels. */
export type PresetName = 'torchvision' | 'tf' | 'caffe';

/**
 * A card or a part of one. What it leaves out comes from `preset`, then from the card beside the file, the catalog and
 * the graph. Labels may be names alone, which are then their own keys.
 */
export interface PartialCard extends Partial<Omit<ModelCard, 'input' | 'labels'>> {
  preset?: PresetName;
  input?: Partial<CardInput>;
  labels?: readonly (Label | string)[];
}
