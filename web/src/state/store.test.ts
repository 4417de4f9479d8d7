import { describe, expect, it } from 'vitest';
import { createStore } from './store.js';

describe('createStore', () => {
  it('replaces values, and tells what there is and what there was', () => {
    const store = createStore({ a: 1, b: 'x' });
    const first = store.get();
    const told: unknown[] = [];
    const end = store.subscribe((now, before) => told.push([now, before]));
    store.set({ a: 2 });
    expect(first).toEqual({ a: 1, b: 'x' });
    expect(told).toEqual([[{ a: 2, b: 'x' }, first]]);
    end();
    store.set({ a: 3 });
    expect(told).toHaveLength(1);
    expect(store.get()).toEqual({ a: 3, b: 'x' });
  });

  it('tells of nothing where nothing has changed', () => {
    const store = createStore<{ a: number; b?: string }>({ a: NaN });
    store.subscribe(() => expect.fail('nothing has changed'));
    store.set({ a: NaN });
    store.set({ b: undefined });
    store.set({});
  });

  it('tells of changes that are made while it tells of one, in their order, to all', () => {
    const store = createStore({ a: 0 });
    const seen: number[][] = [[], []];
    store.subscribe(({ a }) => {
      seen[0].push(a);
      if (a < 3) store.set({ a: a + 1 });
    });
    store.subscribe(({ a }) => seen[1].push(a));
    store.set({ a: 1 });
    expect(seen).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('goes on after a listener that fails', () => {
    const store = createStore({ a: 0 });
    const seen: number[] = [];
    store.subscribe(({ a }) => {
      if (a === 1) throw new Error('a listener');
      seen.push(a);
    });
    expect(() => store.set({ a: 1 })).toThrow('a listener');
    store.set({ a: 2 });
    expect(seen).toEqual([2]);
  });
});
