import ort from 'onnxruntime-node';

/** The runtime of models in Node: `onnxruntime-node`. */
export const { InferenceSession, Tensor } = ort;

/** Where a model runs unless its caller says otherwise. */
export const defaultProvider = 'cpu';
