import { InferenceSession, Tensor } from 'onnxruntime-web/wasm';

/** The runtime of models in browsers: `onnxruntime-web`, in its smaller build without WebGPU. */
export { InferenceSession, Tensor };

/** Where a model runs unless its caller says otherwise. */
export const defaultProvider = 'wasm';
