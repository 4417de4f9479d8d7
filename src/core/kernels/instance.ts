import { binary } from './binary.js';
import type { KernelFunctions } from './functions.js';

/** Memory of up to this many bytes is kept for the next call; more is kept as long as nobody else needs it. */
const keptBytes = 2 ** 26;
const pageBytes = 2 ** 16;
/** What 32-bit addresses reach. */
const mostBytes = 2 ** 32 - pageBytes;

/** The values beyond which single precision is left to the other form. */
export const greatestFloat = 1e6;

/** `null` where the platform has no WebAssembly with vector instructions, or does not allow it. */
let compiled: WebAssembly.Module | null | undefined;
let small: Kernels | undefined;
let large: WeakRef<Kernels> | undefined;

function compile(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(binary), (letter) => letter.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** An instance of the binary, and its memory as bytes, integers, floats and doubles. */
export class Kernels {
  readonly run: KernelFunctions;
  bytes = new Uint8Array();
  integers = new Int32Array();
  floats = new Float32Array();
  doubles = new Float64Array();

  constructor(module: WebAssembly.Module) {
    this.run = new WebAssembly.Instance(module).exports as unknown as KernelFunctions;
    this.#look();
  }

  #look(): void {
    const { buffer } = this.run.memory;
    this.bytes = new Uint8Array(buffer);
    this.integers = new Int32Array(buffer);
    this.floats = new Float32Array(buffer);
    this.doubles = new Float64Array(buffer);
  }

  /** Grows the memory where it is smaller. */
  reserve(bytes: number): void {
    const missing = bytes - this.bytes.length;
    if (missing <= 0) return;
    this.run.memory.grow(Math.ceil(missing / pageBytes));
    this.#look();
  }
}

/** Whether there is a binary that can be run here. */
export function hasKernels(): boolean {
  if (compiled === undefined) compiled = compile();
  return compiled !== null;
}

/** An instance of its own; undefined where there is none. */
export function ownKernels(): Kernels | undefined {
  return hasKernels() ? new Kernels(compiled!) : undefined;
}

/**
 * An instance with `bytes` of memory whose contents are whatever was there, valid until the next call of this function: for
 * use inside one synchronous function that calls nothing else which uses it. Undefined where there is none.
 */
export function kernelsFor(bytes: number): Kernels | undefined {
  if (!hasKernels() || bytes > mostBytes) return undefined;
  try {
    const kept = bytes <= keptBytes ? small : large?.deref();
    const kernels = kept ?? new Kernels(compiled!);
    kernels.reserve(bytes);
    if (bytes <= keptBytes) small = kernels;
    else large = new WeakRef(kernels);
    return kernels;
  } catch {
    // There is not that much memory.
    return undefined;
  }
}
