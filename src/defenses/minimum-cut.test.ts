import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Edge, minimumCut, Side } from './minimum-cut.js';
import { runs } from '../../test/support/runs.js';

/** What it costs to have these nodes, and no others, on the side of the sources. */
function cost(side: ArrayLike<number>, edges: readonly Edge[]): number {
  return edges.reduce((sum, { from, to, capacity }) => sum + (side[from] === 1 && side[to] === 0 ? capacity : 0), 0);
}

/** The least cost over all sides that a graph of a few nodes can be cut into. */
function leastCost(terminals: readonly number[], edges: readonly Edge[]): number {
  let least = Infinity;
  for (let bits = 0; bits < 2 ** terminals.length; bits++) {
    const side = terminals.map((_, node) => (bits >> node) & 1);
    const allowed = terminals.every((tie, node) => tie === Side.free || (tie === Side.source) === (side[node] === 1));
    if (allowed) least = Math.min(least, cost(side, edges));
  }
  return least;
}

describe('minimumCut', () => {
  it('finds a cheapest cut of every graph of up to nine nodes', () => {
    const graph = fc.integer({ min: 1, max: 9 }).chain((count) =>
      fc.record({
        terminals: fc.array(fc.constantFrom(0, 0, 0, 0, 0, 1, 2), { minLength: count, maxLength: count }),
        edges: fc.array(
          fc.record({
            from: fc.nat({ max: count - 1 }),
            to: fc.nat({ max: count - 1 }),
            capacity: fc.nat({ max: 3 }),
          }),
          { minLength: 8, maxLength: 30 },
        ),
      }),
    );
    fc.assert(
      fc.property(graph, ({ terminals, edges }) => {
        const side = minimumCut(terminals, edges);
        for (const [node, tie] of terminals.entries()) {
          if (tie === Side.source) expect(side[node]).toBe(1);
          if (tie === Side.sink) expect(side[node]).toBe(0);
        }
        expect(cost(side, edges)).toBe(leastCost(terminals, edges));
      }),
      { numRuns: runs(500) },
    );
  });

  it('takes flow back from a path that stands in the way', () => {
    // The shortest path 0-1-2-5 uses up 2-5, the only edge that has to be cut; 0-3-4-2 then leads back to 1.
    const pairs = [
      [0, 1],
      [1, 2],
      [2, 5],
      [0, 3],
      [3, 4],
      [4, 2],
    ];
    const edges = pairs.map(([from, to]) => ({ from, to, capacity: 1 }));
    expect([...minimumCut([Side.source, 0, 0, 0, 0, Side.sink], edges)]).toEqual([1, 1, 1, 1, 1, 0]);
  });

  it('follows a valley through a lattice', () => {
    // Four rows of five; crossing from column to column costs 9 but for one place in each row.
    const valley = [1, 2, 2, 3];
    const edges: Edge[] = [];
    for (let y = 0; y < 4; y++) {
      for (let x = 0; x < 4; x++) edges.push({ from: y * 5 + x, to: y * 5 + x + 1, capacity: x === valley[y] ? 1 : 9 });
    }
    const terminals = Array.from({ length: 20 }, (_, i) => (i % 5 === 0 ? Side.source : i % 5 === 4 ? Side.sink : 0));
    const side = minimumCut(terminals, edges);
    for (let y = 0; y < 4; y++) {
      expect([...side.subarray(5 * y, 5 * y + 5)]).toEqual([0, 1, 2, 3, 4].map((x) => (x <= valley[y] ? 1 : 0)));
    }
  });

  it('leaves nothing on the side of the sources but what must be, where cuts cost the same', () => {
    const edges = [0, 1, 2].map((node) => ({ from: node, to: node + 1, capacity: 3 }));
    expect([...minimumCut([Side.source, 0, 0, Side.sink], edges)]).toEqual([1, 0, 0, 0]);
  });

  it('cuts nothing where there are no sources', () => {
    expect([...minimumCut([0, 0, Side.sink], [{ from: 0, to: 2, capacity: 5 }])]).toEqual([0, 0, 0]);
  });
});
