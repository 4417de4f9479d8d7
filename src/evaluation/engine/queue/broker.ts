import type { Redis as Client } from 'ioredis';
import { oneLine } from '../../../core/one-line.js';
import { EngineError } from '../engine.js';
import { refusal, trouble } from './answers.js';
import { serverProblem } from './check-server.js';
import { type QueuePackages, queuePackages } from './packages.js';
import { redact, redisTarget, type RedisTarget } from './redis-url.js';
import { Patience, type Troubles, unlessStopped } from './waiting.js';

export interface BrokerOptions {
  readonly url: string;
  /** Milliseconds that a broker which does not answer is waited for. Default 300 000; Infinity: for ever. */
  readonly patience?: number;
  /** What is said at the end where it is waited for no longer. Default: that a run can be resumed. */
  readonly advice?: string;
  /** Ends the waiting for it. */
  readonly signal: AbortSignal;
  readonly onNotice: (line: string) => void;
}

/** A connection to a broker that was checked, and comes back by itself when it is lost. */
export interface Broker extends Troubles {
  readonly client: Client;
  readonly bullmq: QueuePackages['bullmq'];
  /** Its address without user and password. */
  readonly shown: string;
  /** Whether it answers now. */
  readonly connected: boolean;
  /**
   * Rejected with an EngineError when the broker did not answer, or not do what it was asked to, for longer than the
   * patience; or when it cannot be used, or not any more.
   */
  readonly lost: Promise<never>;
  /** The text of any error: one line, without user and password. */
  words(error: unknown): string;
  close(): void;
}

/** Longest wait between two tries to connect, in milliseconds. */
const longestWait = 1000;
const shortestWait = 50;

/**
 * Milliseconds of silence after which a connection is given up that something was asked by: longer than the 10 seconds for
 * which BullMQ has a broker hold back its answer.
 */
const longestSilence = 20_000;

class Connection implements Broker {
  readonly client: Client;
  readonly bullmq: QueuePackages['bullmq'];
  readonly lost: Promise<never>;
  readonly #target: RedisTarget;
  readonly #patience: Patience;
  readonly #advice: string;
  readonly #onNotice: (line: string) => void;
  #lose: (error: EngineError) => void = () => {};
  #open: () => void = () => {};
  #reason = '';
  #told = false;
  #trouble: string | undefined;
  #closed = false;

  constructor({ bullmq, Redis }: QueuePackages, target: RedisTarget, options: BrokerOptions) {
    this.bullmq = bullmq;
    this.#target = target;
    const patience = options.patience ?? 300_000;
    this.#patience = new Patience(patience, () => this.#giveUp());
    this.#advice = options.advice ?? 'Nothing is lost, the run can be resumed';
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
      // A broker that hangs keeps its connections open.
      socketTimeout: Math.min(longestSilence, patience),
      // BullMQ's own connections are copies of this one: they end with it.
      retryStrategy: (times) => (this.#closed ? null : Math.min(shortestWait * 2 ** Math.min(times, 10), longestWait)),
    });
    this.client.on('error', (error: Error) => this.#failed(error));
    this.client.on('close', () => {
      this.#patience.begin();
      this.#tell();
    });
    this.client.on('ready', () => void this.#answers());
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

  mayPass(error: unknown): boolean {
    const what = trouble(error);
    if (what === undefined) return false;
    if (what !== this.#trouble) this.#onNotice(`${this.shown}: ${what} (${this.words(error)}): trying again`);
    this.#trouble = what;
    this.#patience.begin();
    return true;
  }

  works(): void {
    if (this.#trouble === undefined) return;
    this.#trouble = undefined;
    this.#onNotice(`${this.shown} works again`);
    if (this.connected) this.#patience.end();
  }

  close(): void {
    this.#closed = true;
    this.#patience.end();
    this.client.removeAllListeners('close');
    this.client.disconnect();
  }

  /** The first connection to a broker that can be used. */
  async open(): Promise<void> {
    this.#patience.begin();
    await Promise.race([
      this.lost,
      new Promise<void>((resolve) => {
        this.#open = resolve;
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

  /** Nothing was heard of it for too long, or nothing good. */
  #giveUp(): void {
    const reason = this.#reason === '' ? '' : ` (${this.#reason})`;
    const tried = `tried for ${this.#patience.seconds} s`;
    const what =
      this.#trouble === undefined || !this.connected
        ? `the queue cannot be reached${reason}, ${tried}: is Redis running there?`
        : `${this.#trouble}, ${tried}.`;
    this.#lose(new EngineError(`${this.shown}: ${what} ${this.#advice}`));
  }

  #tell(): void {
    if (this.#told) return;
    this.#told = true;
    this.#onNotice(`${this.shown} does not answer${this.#reason === '' ? '' : ` (${this.#reason})`}: trying again`);
  }

  /** A connection is there: perhaps to another broker, or with other settings, than the last one. */
  async #answers(): Promise<void> {
    // A connection alone is no end of a trouble.
    if (this.#trouble === undefined) this.#patience.end();
    this.#reason = '';
    if (this.#told) this.#onNotice(`${this.shown} answers again`);
    this.#told = false;
    try {
      const problem = serverProblem(await this.client.info());
      if (problem === undefined) this.#open();
      else this.#lose(new EngineError(`${this.shown}: ${problem}`));
    } catch (error) {
      if (this.#closed) return;
      // Looked at again with the next connection.
      if (this.mayPass(error)) this.client.disconnect(true);
      else this.#lose(new EngineError(`${this.shown}: ${refusal(error) ?? this.words(error)}`));
    }
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
    return broker;
  } catch (error) {
    broker.close();
    throw error;
  }
}
