/** One class of a classifier. */
export interface Label {
  /** A stable key, such as a WordNet id: `n02447366`. */
  id: string;
  /** What people call it: `badger`. */
  name: string;
}

/**
 * A **model card**: what a classifier's file does not say about itself. As JSON beside the file (`name.json` beside
 * `name.onnx`) or as an option. A sample v of 0…255 enters the network as `(v * scale - mean) / deviation`.
 */
export interface ModelCard {
  /** What the model is called in messages and reports. */
  name: string;
  input: {
    /** Size of the input in pixels. */
    width: number;
    height: number;
    /** Order of the axes. */
    layout: 'NCHW' | 'NHWC';
    channelOrder: 'RGB' | 'BGR';
    /** Factor of the samples 0…255 before mean and deviation: 1/255 for torchvision. */
    scale: number;
    /** Per channel, in the order of `channelOrder`, in units of the scaled samples. */
    mean: readonly [number, number, number];
    deviation: readonly [number, number, number];
  };
  /** How a picture of another shape gets its size: `stretch` both sides, or short side to size and centre `crop`. */
  resize: 'stretch' | 'crop';
  /** What the output holds. */
  output: 'logits' | 'probabilities';
  /** The classes in the order of the output. */
  labels: readonly Label[];
}
