/** The memory of the last call, for the next one: held weakly, so that it costs nothing once memory is short. */
let kept: WeakRef<ArrayBuffer> | undefined;

/**
 * `length` floats of scratch memory with any contents, valid until the next call of this function: for use inside one
 * synchronous function that calls nothing else which uses it. Fresh memory costs more than the wavelet transform of it.
 */
export function scratchFloats(length: number): Float32Array {
  const known = kept?.deref();
  if (known !== undefined && known.byteLength >= 4 * length) return new Float32Array(known, 0, length);
  const buffer = new ArrayBuffer(4 * length);
  kept = new WeakRef(buffer);
  return new Float32Array(buffer);
}
