/** Calls back when the holder of a lock has let go of it: a worker that holds one until it ends is gone then. */
export function whenFree(lock: string, callback: () => void): void {
  void navigator.locks.request(lock, () => callback());
}
