import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { Platform } from './ort-types.js';

export type { ExecutionProvider, Runtime, Session } from './ort-types.js';

/** The runtime of models in browsers: `onnxruntime-web`, in its smaller build without WebGPU. */
export { InferenceSession, Tensor };

/** What this runtime calls the processor. */
export const defaultProvider = 'wasm';

export const platform: Platform = {
  providers: ['cpu', 'webgpu'],
  runtimeFor: (provider) =>
    provider === 'webgpu' ? import('onnxruntime-web/webgpu') : Promise.resolve({ InferenceSession, Tensor }),
  sessionOptions: (provider, threads = 1, notice) => {
    if (threads > 1 && !globalThis.crossOriginIsolated) {
      notice(
        'runs on one thread: several need a page with cross-origin isolation (COOP same-origin, COEP require-corp)',
      );
      threads = 1;
    }
    // Of the whole page: what its first session asks for holds.
    env.wasm.numThreads = threads;
    return { executionProviders: provider === 'webgpu' ? ['webgpu', defaultProvider] : [defaultProvider] };
  },
};
