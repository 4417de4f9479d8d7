import { type ExecutionProvider, platform, type Runtime, type Session as OrtSession } from '#ort';
import { ModelError, runtimeReason } from './errors.js';

/** A tensor as it goes in and out: `dims` in the model's own order. */
export interface TensorData {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

export interface SessionOptions {
  /** Threads of one run, at least 1. Default: the runtime's (one per core in Node, 1 in browsers). */
  threads?: number;
  /**
   * Where to run, best first: `'cuda'`, `'webgpu'`, `'cpu'`. What cannot be had here is passed over with a notice, down
   * to the processor. Default `['cpu']`.
   */
  executionProviders?: readonly ExecutionProvider[];
  /** Is told, once, what a user should know, such as a fallback to the processor. Default: `console.warn`. */
  onNotice?: (notice: string) => void;
}

/** Gives memory of any contents that is valid until the run is over. */
export type Scratch = (length: number) => Float32Array;

/** The tensors that go into a run, by name. */
export type Feeds = Readonly<Record<string, TensorData>>;

/** A model in the runtime's memory. Runs of all sessions wait for each other, in the order in which they were asked for. */
export interface Session {
  /** Where it runs. */
  readonly provider: ExecutionProvider;
  /**
   * Runs the model. In Node a run holds the thread that asks for it until it is done.
   * @param feeds makes what goes in, when it is its turn: until then nothing that it reads may change
   * @param fetches names of the outputs that are wanted
   * @param read gets them in this order, and may keep copies only: their memory is given back when it returns
   */
  run<T>(
    feeds: (scratch: Scratch) => Feeds,
    fetches: readonly string[],
    read: (...outputs: TensorData[]) => T,
  ): Promise<T>;
  /** Frees the model's memory, after the runs that were asked for. Later runs are refused. */
  dispose(): Promise<void>;
}

async function open(
  bytes: Uint8Array,
  name: string,
  options: SessionOptions,
  notice: (text: string) => void,
): Promise<{ runtime: Runtime; session: OrtSession; provider: ExecutionProvider }> {
  const { executionProviders = [], threads } = options;
  for (const provider of [...executionProviders, 'cpu' as const]) {
    try {
      if (!platform.providers.includes(provider)) throw new Error('not on this platform');
      // oxlint-disable-next-line no-await-in-loop -- the next one only where this one fails
      const runtime = await platform.runtimeFor(provider);
      const given = { ...platform.sessionOptions(provider, threads, notice), logSeverityLevel: 4 as const };
      // oxlint-disable-next-line no-await-in-loop
      return { runtime, session: await runtime.InferenceSession.create(bytes, given), provider };
    } catch (cause) {
      if (provider === 'cpu') {
        throw new ModelError(name, `cannot be run by ONNX Runtime: ${runtimeReason(cause)}`, { cause });
      }
      notice(`${provider} cannot be used (${runtimeReason(cause)}), going on without it`);
    }
  }
  throw new Error('unreachable: the processor is always tried');
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Does one thing with the runtime after the other, in the order in which they were asked for. In browsers neither loading
 * two models nor running two sessions on WebGPU at the same time works; elsewhere a run holds the thread anyway.
 */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = last.then(work);
  last = result.catch(() => undefined);
  return result;
}

/** The most floats that a session keeps between runs: 4 MB. */
const longestKept = 2 ** 20;

/** Loads a model. Load once and keep it: each load costs memory that the runtime may not give back. */
export async function createSession(bytes: Uint8Array, name: string, options: SessionOptions = {}): Promise<Session> {
  const { onNotice = console.warn } = options;
  const notice = (text: string) => onNotice(`${name}: ${text}`);
  const { runtime, session, provider } = await inTurn(() => open(bytes, name, options, notice));
  let disposed: Promise<void> | undefined;

  // Fresh memory for the same picture size at every run costs more than filling it.
  let kept = new Float32Array();
  const scratch: Scratch = (length) => {
    if (length > longestKept) return new Float32Array(length);
    if (kept.length !== length) kept = new Float32Array(length);
    return kept;
  };

  const runNow = async <T>(
    feeds: (scratch: Scratch) => Feeds,
    fetches: readonly string[],
    read: (...outputs: TensorData[]) => T,
  ): Promise<T> => {
    const given = Object.entries(feeds(scratch)).map(
      ([key, { data, dims }]) => [key, new runtime.Tensor('float32', data, dims)] as const,
    );
    let outputs: OrtSession.OnnxValueMapType | undefined;
    try {
      outputs = await session.run(Object.fromEntries(given), fetches);
    } catch (cause) {
      throw new ModelError(name, `could not be run: ${runtimeReason(cause)}`, { cause });
    } finally {
      for (const [, tensor] of given) tensor.dispose();
    }
    try {
      return read(
        ...fetches.map((key) => {
          const { data, dims } = outputs[key];
          if (!(data instanceof Float32Array)) throw new ModelError(name, `output ${key} does not hold float32 values`);
          return { data, dims };
        }),
      );
    } finally {
      for (const tensor of Object.values(outputs)) tensor.dispose();
    }
  };

  return {
    provider,
    run: (feeds, fetches, read) => {
      if (disposed) return Promise.reject(new ModelError(name, 'was disposed: load it again'));
      return inTurn(() => runNow(feeds, fetches, read));
    },
    dispose: () => (disposed ??= inTurn(() => session.release())),
  };
}
