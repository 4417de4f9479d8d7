/** Tells of a change: what there is now, and what there was. */
export type Listener<S> = (now: S, before: S) => void;

/** What the page knows, in one place: values are replaced and never changed, so that `!==` sees a change. */
export interface Store<S extends object> {
  get(): S;
  /** Replaces some values. Those that are the same as before are no change; without a change nobody is told. */
  set(patch: Partial<S>): void;
  /** Is told after each change; the function that is returned ends it. */
  subscribe(listener: Listener<S>): () => void;
}

export function createStore<S extends object>(initial: S): Store<S> {
  let state = initial;
  const listeners = new Set<Listener<S>>();
  /** Changes that listeners make while they are told of one: told in turn, so that nobody sees them out of order. */
  const waiting: [S, S][] = [];
  let telling = false;

  const tell = () => {
    if (telling) return;
    telling = true;
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        for (const listener of listeners) listener(...next);
      }
    } finally {
      telling = false;
      waiting.length = 0;
    }
  };

  return {
    get: () => state,
    set: (patch) => {
      const keys = Object.keys(patch) as (keyof S)[];
      if (keys.every((key) => Object.is(patch[key], state[key]))) return;
      const before = state;
      state = { ...state, ...patch };
      waiting.push([state, before]);
      tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
