// First: the runtime reads its environment when it is loaded.
// oxlint-disable-next-line import/no-unassigned-import -- it sets what the runtime reads, and has nothing to give
import './no-telemetry-node.js';
import ort from 'onnxruntime-node';
import type { Platform } from './ort-types.js';

export type { ExecutionProvider, Runtime, Session } from './ort-types.js';

// What goes wrong is thrown; without this the runtime prints it as well.
ort.env.logLevel = 'fatal';

/** The runtime of models in Node: `onnxruntime-node`. */
export const { InferenceSession, Tensor } = ort;

/** What this runtime calls the processor. */
export const defaultProvider = 'cpu';

export const platform: Platform = {
  providers: ['cpu', 'cuda', 'webgpu'],
  runtimeFor: () => Promise.resolve(ort),
  sessionOptions: (provider, threads) => ({
    executionProviders: provider === 'cpu' ? [defaultProvider] : [provider, defaultProvider],
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  }),
};
