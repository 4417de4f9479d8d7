import type { FromWorker, JobKind, Jobs, ToWorker } from '../worker/protocol.js';
import { type Client, JobError, LostWorkerError, type RequestOptions } from './client.js';
import { whenFree } from './locks.js';

/** A request that nobody has answered yet. */
interface Open {
  readonly message: Extract<ToWorker, { type: 'request' }>;
  readonly lane: string;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((progress: never) => void) | undefined;
}

/** What one lane is doing: the request that the worker has, wanted or not, and the one that follows it. */
interface Lane {
  sent: Open;
  wanted: boolean;
  next?: Open;
}

const overtaken = () => new DOMException('A later request has taken its place', 'AbortError');

/**
 * The client of a worker, which it starts when there is something to ask, and again after it was lost.
 *
 * A lane sends its next request when the worker has answered the one before, which it was told to stop: so a slider that
 * moves faster than the worker answers leaves no queue behind.
 */
export function createClient(start: () => Worker): Client {
  const lanes = new Map<string, Lane>();
  const listeners = new Set<(error: LostWorkerError) => void>();
  let worker: Worker | undefined;
  let ids = 0;

  const lose = (lost: Worker, why: string) => {
    if (lost !== worker) return;
    worker = undefined;
    lost.terminate();
    const error = new LostWorkerError(`The part of the page that computes has ended: ${why}.`);
    const open = [...lanes.values()].flatMap(({ sent, wanted, next }) => [wanted ? [sent] : [], next ?? []].flat());
    lanes.clear();
    for (const { reject } of open) reject(error);
    for (const listener of listeners) listener(error);
  };

  const running = (): Worker => {
    if (worker !== undefined) return worker;
    const started = start();
    started.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (started === worker) receive(data, started);
    });
    started.addEventListener('error', (event) => {
      event.preventDefault();
      lose(started, event.message || 'it could not be started');
    });
    started.addEventListener('messageerror', () => lose(started, 'its answer could not be read'));
    worker = started;
    return started;
  };

  const send = (lane: string, open: Open) => {
    lanes.set(lane, { sent: open, wanted: true });
    running().postMessage(open.message);
  };

  /** The worker has answered what a lane had sent: what waits behind it follows. */
  const settle = (lane: string) => {
    const next = lanes.get(lane)?.next;
    lanes.delete(lane);
    if (next !== undefined) send(lane, next);
  };

  const receive = (message: FromWorker, from: Worker) => {
    if (message.type === 'alive') {
      if (message.lock !== undefined) whenFree(message.lock, () => lose(from, 'the browser has stopped it'));
      return;
    }
    const found = [...lanes].find(([, { sent }]) => sent.message.id === message.id);
    if (found === undefined) return;
    const [name, { sent, wanted }] = found;
    if (message.type === 'progress') {
      if (wanted) sent.onProgress?.(message.progress as never);
      return;
    }
    settle(name);
    if (!wanted) return;
    if (message.type === 'result') sent.resolve(message.result as never);
    else if (message.name === 'AbortError') sent.reject(overtaken());
    else sent.reject(new JobError(message.message));
  };

  /** Gives up a request: nobody waits for it any more. */
  const drop = (open: Open, reason: unknown) => {
    const lane = lanes.get(open.lane);
    if (lane?.next === open) delete lane.next;
    else if (lane?.sent === open && lane.wanted) {
      lane.wanted = false;
      worker?.postMessage({ type: 'abort', id: open.message.id } satisfies ToWorker);
    } else return;
    open.reject(reason);
  };

  const ask = (open: Open) => {
    const lane = lanes.get(open.lane);
    if (lane === undefined) {
      send(open.lane, open);
      return;
    }
    for (const before of [lane.next, lane.sent]) if (before !== undefined) drop(before, overtaken());
    lane.next = open;
  };

  return {
    request: <K extends JobKind>(kind: K, input: Jobs[K]['input'], options: RequestOptions<K> = {}) => {
      const { signal, onProgress, lane = kind } = options;
      return new Promise<Jobs[K]['result']>((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const message = { type: 'request', id: ++ids, kind, input } as Open['message'];
        const open: Open = { message, lane, resolve, reject, onProgress };
        signal?.addEventListener('abort', () => drop(open, signal.reason), { once: true });
        ask(open);
      });
    },
    onLost: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
