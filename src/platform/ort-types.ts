import type { InferenceSession as Session, Tensor } from 'onnxruntime-node';

/** Where a model can run. `cpu` is the processor's own code in Node, and WebAssembly in browsers. */
export type ExecutionProvider = 'cpu' | 'cuda' | 'webgpu';

export type { Session, Tensor };

/** What a platform supplies to run models. */
export interface Platform {
  /** Providers that this platform can have; whether one is there is known only when a session is made. */
  readonly providers: readonly ExecutionProvider[];
  /** The runtime that has a provider: a browser loads the larger one with WebGPU only when it is asked for. */
  runtimeFor(provider: ExecutionProvider): Promise<Runtime>;
  /**
   * Options of a session on one provider, with what it leaves over on the processor.
   * @param threads threads of one run; undefined leaves it to the platform
   * @param notice is told what cannot be had here
   */
  sessionOptions(
    provider: ExecutionProvider,
    threads: number | undefined,
    notice: (text: string) => void,
  ): Session.SessionOptions;
}

/** The part of onnxruntime-node and onnxruntime-web that is used here. */
export interface Runtime {
  readonly InferenceSession: { create(bytes: Uint8Array, options?: Session.SessionOptions): Promise<Session> };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
}
