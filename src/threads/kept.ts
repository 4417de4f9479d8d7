/** How long memory is kept for the next call, in milliseconds: fresh memory costs as much as the work that is done in it. */
const keptFor = 10_000;

/** Memory of earlier calls for later ones, for some seconds after the last one. */
export class Kept<T extends object> {
  #items: T[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** One of which `fits` is true, and which is not kept any more. */
  take(fits: (item: T) => boolean): T | undefined {
    const at = this.#items.findLastIndex(fits);
    return at < 0 ? undefined : this.#items.splice(at, 1)[0];
  }

  give(item: T): void {
    this.#items.push(item);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#items = []), keptFor);
    // A program in Node ends without waiting for it.
    (this.#timer as { unref?(): void }).unref?.();
  }
}
