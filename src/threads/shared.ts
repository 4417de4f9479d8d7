import { type FullImage, type PixelData, sampleType } from '../core/image.js';
import { Kept } from './kept.js';

let allowed = true;

/** Whether memory may be shared, for tests: false does as on a page without cross-origin isolation. */
export function allowSharing(sharing: boolean): void {
  allowed = sharing;
}

function canShare(): boolean {
  // Pages without isolation may have the class all the same; Node has no such word.
  return allowed && typeof SharedArrayBuffer === 'function' && globalThis.crossOriginIsolated !== false;
}

/** Whether threads can see these samples. */
export function isShared(data: PixelData): boolean {
  return canShare() && data.buffer instanceof SharedArrayBuffer;
}

const kept = new Kept<SharedArrayBuffer>();

function take(bytes: number): SharedArrayBuffer {
  return kept.take(({ byteLength }) => byteLength >= bytes) ?? new SharedArrayBuffer(bytes);
}

type SamplesClass = new (buffer: SharedArrayBuffer, offset: number, length: number) => PixelData;
const classes: Readonly<Record<ReturnType<typeof sampleType>, SamplesClass>> = {
  Float32Array,
  Uint8Array,
  Uint8ClampedArray,
};

/** Memory that one call shares with its threads. */
export class SharedMemory {
  readonly #taken: SharedArrayBuffer[] = [];

  /** A picture like another in memory that threads see, with any contents; undefined where memory is not shared. */
  imageLike<T extends PixelData>(image: FullImage<T>): FullImage<T> | undefined {
    const { data } = image;
    if (!canShare()) return undefined;
    const buffer = take(data.byteLength);
    this.#taken.push(buffer);
    return { ...image, data: new classes[sampleType(data)](buffer, 0, data.length) as T };
  }

  /** Planes of floats in memory that threads see; undefined where memory is not shared. */
  planes(count: number, length: number): Float32Array[] | undefined {
    if (!canShare()) return undefined;
    const buffer = take(4 * count * length);
    this.#taken.push(buffer);
    return Array.from({ length: count }, (_, c) => new Float32Array(buffer, 4 * c * length, length));
  }

  /** Keeps the memory for later calls, once no thread uses it any more. */
  giveBack(): void {
    for (const buffer of this.#taken.splice(0)) kept.give(buffer);
  }
}
