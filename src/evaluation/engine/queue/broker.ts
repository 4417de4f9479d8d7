import type { Redis as Client } from 'ioredis';
import { oneLine } from '../../../core/one-line.js';
import { EngineError } from '../engine.js';
import { serverProblem } from './check-server.js';
import { prefix } from './names.js';
import { type QueuePackages, queuePackages } from './packages.js';
import { redact, redisTarget, type RedisTarget } from './redis-url.js';

export interface BrokerOptions {
  readonly url: string;
  /** Milliseconds that a broker which does not answer is waited for. Default 300 000; Infinity: for ever. */
  readonly patience?: number;
  /** Ends the waiting for it. */
  readonly signal: AbortSignal;
  readonly onNotice: (line: string) => void;
}

/** A connection to a broker that was checked, and comes back by itself when it is lost. */
export interface Broker {
  readonly client: Client;
  readonly bullmq: QueuePackages['bullmq'];
  /** Its address without user and password. */
  readonly shown: string;
  /** Whether it answers now. */
  readonly connected: boolean;
  /** Rejected with an EngineError when the broker did not answer for longer than the patience. */
  readonly lost: Promise<never>;
  /** The text of any error: one line, without user and password. */
  words(error: unknown): string;
  close(): void;
}

/** Longest wait between two tries, in milliseconds. */
const longestWait = 1000;
const shortestWait = 50;

/** Answers after which trying again is of no use. */
const denied: readonly [RegExp, string][] = [
  [/^WRONGPASS|invalid (username-)?password/i, 'the user or the password is wrong'],
  [/^NOAUTH/, 'a password is needed: in the address, or in PIXEL_DEFLECTION_REDIS_PASSWORD'],
  [
    /^NOPERM/,
    `the user has not the right to a command or key: it needs the keys ${prefix}:* and all commands but dangerous ones, ` +
      'and INFO',
  ],
  [/DB index is out of range|invalid DB index/i, 'there is no database of this number'],
];

/** An error of the broker itself, as one of the queue; all others as they are. */
export function brokerError(error: unknown, broker: Pick<Broker, 'shown' | 'words'>): unknown {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return error;
  return new EngineError(`${broker.shown}: ${refusal(error) ?? broker.words(error)}`);
}

/** What to do about an answer that will not change by itself; undefined for what may pass. */
export function refusal(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : String(error);
  return denied.find(([pattern]) => pattern.test(message))?.[1];
}

class Connection implements Broker {
  readonly client: Client;
  readonly bullmq: QueuePackages['bullmq'];
  readonly lost: Promise<never>;
  readonly #target: RedisTarget;
  readonly #patience: number;
  readonly #onNotice: (line: string) => void;
  #lose: (error: EngineError) => void = () => {};
  #silent: NodeJS.Timeout | undefined;
  #reason = '';
  #told = false;
  #closed = false;

  constructor({ bullmq, Redis }: QueuePackages, target: RedisTarget, options: BrokerOptions) {
    this.bullmq = bullmq;
    this.#target = target;
    this.#patience = options.patience ?? 300_000;
    this.#onNotice = options.onNotice;
    this.lost = new Promise<never>((_, reject) => {
      this.#lose = reject;
    });
    // It is awaited in races only.
    this.lost.catch(() => {});
    this.client = new Redis({
      ...target.connection,
      lazyConnect: true,
      // BullMQ waits for ever by itself.
      maxRetriesPerRequest: null,
      connectTimeout: 10_000,
      // BullMQ's own connections are copies of this one: they end with it.
      retryStrategy: (times) => (this.#closed ? null : Math.min(shortestWait * 2 ** Math.min(times, 10), longestWait)),
    });
    this.client.on('error', (error: Error) => this.#failed(error));
    this.client.on('close', () => {
      this.#wait();
      this.#tell();
    });
    this.client.on('ready', () => this.#answers());
  }

  get shown(): string {
    return this.#target.shown;
  }

  get connected(): boolean {
    return this.client.status === 'ready';
  }

  words(error: unknown): string {
    return oneLine(redact(error instanceof Error ? error.message : String(error), this.#target));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#silent);
    this.client.removeAllListeners('close');
    this.client.disconnect();
  }

  /** The first connection. */
  async open(): Promise<void> {
    this.#wait();
    await Promise.race([
      this.lost,
      new Promise((resolve) => {
        this.client.once('ready', resolve);
        // What goes wrong is told by its events.
        this.client.connect().catch(() => {});
      }),
    ]);
  }

  #failed(error: Error): void {
    const why = refusal(error);
    if (why !== undefined) this.#lose(new EngineError(`${this.shown}: ${why}`));
    else this.#reason = this.words(error) || ((error as NodeJS.ErrnoException).code ?? '');
  }

  /** Nothing is heard of it: from now on it is waited for. */
  #wait(): void {
    if (this.#silent !== undefined || this.#patience === Infinity) return;
    const seconds = Math.round(this.#patience / 1000);
    this.#silent = setTimeout(() => {
      const reason = this.#reason === '' ? '' : ` (${this.#reason})`;
      this.#lose(
        new EngineError(
          `${this.shown}: the queue cannot be reached${reason}, tried for ${seconds} s: ` +
            'is Redis running there? Nothing is lost, the run can be resumed',
        ),
      );
    }, this.#patience);
  }

  #tell(): void {
    if (this.#told) return;
    this.#told = true;
    this.#onNotice(`${this.shown} does not answer${this.#reason === '' ? '' : ` (${this.#reason})`}: trying again`);
  }

  #answers(): void {
    clearTimeout(this.#silent);
    this.#silent = undefined;
    this.#reason = '';
    if (this.#told) this.#onNotice(`${this.shown} answers again`);
    this.#told = false;
  }
}

/**
 * Connects to a broker and checks it.
 * @throws EngineError where it cannot be reached or used; the message holds neither user nor password
 */
export async function openBroker(options: BrokerOptions): Promise<Broker> {
  const { url, signal } = options;
  const target = redisTarget(url);
  const broker = new Connection(await queuePackages(), target, options);
  try {
    await unlessStopped(broker.open(), signal);
    const info = await unlessStopped(Promise.race([broker.client.info(), broker.lost]), signal);
    const problem = serverProblem(info);
    if (problem !== undefined) throw new EngineError(`${target.shown}: ${problem}`);
    return broker;
  } catch (error) {
    broker.close();
    if (error instanceof EngineError || signal.aborted) throw error;
    throw new EngineError(`${target.shown}: ${refusal(error) ?? broker.words(error)}`);
  }
}

/** Work, or the reason for which it was stopped. */
export function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
