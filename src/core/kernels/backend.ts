import { oneOf } from '../checks.js';
import type { OutOption } from '../image.js';
import { hasKernels } from './instance.js';

/** What computes a transform: WebAssembly with vector instructions, or TypeScript, which is the reference. */
export type Backend = 'wasm' | 'js';

/** Options of transforms that have both forms. */
export interface KernelOptions extends OutOption {
  /**
   * `'wasm'`: WebAssembly with vector instructions, where the picture fits into its memory of 4 GiB and no float is beyond
   * ±1e6, and TypeScript for other pictures; `'js'`: TypeScript. Results are the same within 1e-5 of the range of a picture
   * (bytes: before they are rounded). Default: `'wasm'` where the platform has it, otherwise `'js'`.
   */
  backend?: Backend;
}

let usual: Backend | undefined;

/** @internal What is used where no option says otherwise, for tests; undefined is the choice by platform. */
export function setUsualBackend(backend: Backend | undefined): void {
  usual = backend;
}

/**
 * @internal Whether a transform uses the binary.
 * @throws RangeError for another word, Error where `'wasm'` is asked for and the platform has none
 */
export function usesKernels(backend: Backend | undefined): boolean {
  if (backend !== undefined) oneOf(backend, 'backend', ['wasm', 'js']);
  const chosen = backend ?? usual;
  if (chosen === 'js') return false;
  if (hasKernels()) return true;
  if (chosen === 'wasm') {
    throw new Error("Expected a platform with WebAssembly and its vector instructions for backend 'wasm'");
  }
  return false;
}
