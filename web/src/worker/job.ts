import type { Classifier } from 'pixel-deflection/models';
import type { GradientMemory } from './gradient-memory.js';
import type { JobKind, Jobs } from './protocol.js';

/** The model that requests are answered with. */
export interface Loaded {
  readonly classifier: Classifier;
  readonly memory: GradientMemory;
}

/** What a job is given beside its input. */
export interface JobContext<K extends JobKind> extends Loaded {
  readonly signal: AbortSignal;
  progress(progress: Jobs[K]['progress']): void;
}

export type Job<K extends JobKind> = (
  input: Jobs[K]['input'],
  context: JobContext<K>,
) => Promise<Jobs[K]['result']> | Jobs[K]['result'];

/**
 * Lets messages in: an abort that was sent meanwhile is seen only between two tasks. A message channel has none of the
 * delay that timers get after a few turns.
 * @throws the signal's reason where it is aborted
 */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
  signal.throwIfAborted();
}

/** The same model, which lets messages in before each call, and tells of it. */
export function interruptible<M extends Pick<Classifier, 'logits' | 'inputGradient'>>(
  model: M,
  signal: AbortSignal,
  onCall: (kind: 'logits' | 'gradient', pictures: number) => void = () => {},
): M {
  return {
    ...model,
    logits: async (images) => {
      await breathe(signal);
      onCall('logits', images.length);
      return model.logits(images);
    },
    inputGradient: async (images, cotangent) => {
      await breathe(signal);
      onCall('gradient', images.length);
      return model.inputGradient(images, cotangent);
    },
  } satisfies Pick<Classifier, 'logits' | 'inputGradient'> & M;
}
