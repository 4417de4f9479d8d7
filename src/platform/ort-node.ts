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
    // Between runs a session's threads would spin, and take the cores from the next session's run and from the transforms:
    // a forward and a gradient run in turn took up to twice as long.
    extra: { session: { force_spinning_stop: '1' } },
  }),
};
