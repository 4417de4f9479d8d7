/** A directed edge; its capacity is what it costs to cut it, at least 0. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly capacity: number;
}

/** Which side of the cut a node must lie on. */
export const Side = { free: 0, source: 1, sink: 2 } as const;

/**
 * The cheapest set of edges without which no path leads from any source to any sink, as the nodes that are then left on
 * the side of the sources: maximum flow by shortest augmenting paths (J. Edmonds and R. M. Karp, J. ACM 19, 1972). Meant
 * for the lattice of one patch: some tens of nodes.
 *
 * Of several cheapest cuts it gives the one with the fewest nodes on the side of the sources.
 *
 * @param terminals one of {@link Side} for each node
 * @param edges any number between two nodes; the flow through an edge never exceeds its capacity
 * @returns for each node 1 on the side of the sources, 0 on that of the sinks
 */
export function minimumCut(terminals: ArrayLike<number>, edges: readonly Edge[]): Uint8Array {
  const count = terminals.length;
  // Arc 2k is edge k, arc 2k + 1 leads back along it; both carry what can still flow their way.
  const heads = new Int32Array(2 * edges.length);
  const rest = new Float64Array(2 * edges.length);
  const next = new Int32Array(2 * edges.length);
  const first = new Int32Array(count).fill(-1);
  const link = (arc: number, tail: number, head: number, capacity: number): void => {
    heads[arc] = head;
    rest[arc] = capacity;
    next[arc] = first[tail];
    first[tail] = arc;
  };
  for (let k = 0; k < edges.length; k++) {
    const { from, to, capacity } = edges[k];
    link(2 * k, from, to, capacity);
    link(2 * k + 1, to, from, 0);
  }

  const reached = new Uint8Array(count);
  const arrival = new Int32Array(count);
  const queue = new Int32Array(count);
  /** Breadth first from all sources; the first sink that is reached, or -1. */
  const search = (): number => {
    let length = 0;
    for (let node = 0; node < count; node++) {
      reached[node] = terminals[node] === Side.source ? 1 : 0;
      arrival[node] = -1;
      if (reached[node] === 1) queue[length++] = node;
    }
    for (let at = 0; at < length; at++) {
      for (let arc = first[queue[at]]; arc !== -1; arc = next[arc]) {
        const head = heads[arc];
        if (reached[head] === 1 || rest[arc] <= 0) continue;
        reached[head] = 1;
        arrival[head] = arc;
        if (terminals[head] === Side.sink) return head;
        queue[length++] = head;
      }
    }
    return -1;
  };

  for (let sink = search(); sink !== -1; sink = search()) {
    let flow = Infinity;
    for (let arc = arrival[sink]; arc !== -1; arc = arrival[heads[arc ^ 1]]) flow = Math.min(flow, rest[arc]);
    for (let arc = arrival[sink]; arc !== -1; arc = arrival[heads[arc ^ 1]]) {
      rest[arc] -= flow;
      rest[arc ^ 1] += flow;
    }
  }
  return reached;
}
