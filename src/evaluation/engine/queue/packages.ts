import { EngineError } from '../engine.js';

/** What a queue needs, and few people have: optional peers, loaded when a queue is used. */
export interface QueuePackages {
  readonly bullmq: typeof import('bullmq');
  readonly Redis: typeof import('ioredis').Redis;
}

/**
 * Loads BullMQ and its client.
 * @throws EngineError that names what to install
 */
export async function queuePackages(): Promise<QueuePackages> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, Redis };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new EngineError('a queue needs the packages bullmq and ioredis: npm install bullmq@6 ioredis@6', {
      cause: error,
    });
  }
}
