import { env } from 'onnxruntime-web/wasm';
import wasmGlue from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmBinary from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import webgpuGlue from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import webgpuBinary from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { download, type OnBytes } from './download.js';

const absolute = (url: string) => new URL(url, import.meta.url).href;

/** Threads of a run: more than one only where the host lets pages share memory. */
export const threads = globalThis.crossOriginIsolated ? Math.min(4, Math.max(1, navigator.hardwareConcurrency)) : 1;

let ready: Promise<void> | undefined;

/** Tells ONNX Runtime where its files are, which come from this page's own host, and fetches the larger one with progress. */
export function readyRuntime(onBytes: OnBytes): Promise<void> {
  const start = async () => {
    env.wasm.wasmPaths = { mjs: absolute(wasmGlue), wasm: absolute(wasmBinary) };
    env.wasm.wasmBinary = await download(absolute(wasmBinary), 'The runtime', onBytes);
  };
  // After a failure the next load tries again.
  ready ??= start().catch((error: unknown) => {
    ready = undefined;
    throw error;
  });
  return ready;
}

/** WebGPU, as far as it is asked here; not all browsers have it. */
interface Gpu {
  requestAdapter(): Promise<object | null>;
}

/**
 * The same for the larger runtime with WebGPU, which it loads by itself when a session is made.
 * @throws where there is none: the runtime would be downloaded for nothing, and go on without a word to the reader
 */
export async function readyWebGpu(): Promise<void> {
  const { gpu } = navigator as unknown as { gpu?: Gpu };
  const adapter = await gpu?.requestAdapter().catch(() => null);
  if (!adapter) throw new Error('This browser has no WebGPU on this machine. It runs without.');
  const { env } = await import('onnxruntime-web/webgpu');
  env.wasm.wasmPaths = { mjs: absolute(webgpuGlue), wasm: absolute(webgpuBinary) };
}
