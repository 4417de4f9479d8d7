/**
 * Work for what moves faster than it is done, such as a player: one at a time, and after it for the latest input alone. Unlike
 * a lane of the client it lets what has begun be finished, so that there is something to show on the way.
 */
export function latest<T>(work: (input: T) => Promise<void>): (input: T) => Promise<void> {
  let waiting: { readonly input: T } | undefined;
  let busy = false;
  return async (input) => {
    waiting = { input };
    if (busy) return;
    busy = true;
    try {
      while (waiting !== undefined) {
        const next: { readonly input: T } = waiting;
        waiting = undefined;
        // oxlint-disable-next-line no-await-in-loop -- one at a time is what this is for
        await work(next.input);
      }
    } finally {
      busy = false;
    }
  };
}
