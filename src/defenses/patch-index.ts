import { PatchSpace, slack } from './patch-space.js';
import type { PatchDatabase } from './patches.js';

/** Finds the nearest patches of a database, exactly. */
export interface PatchIndex {
  /**
   * The patches nearest to a query in the Euclidean distance of their samples, nearest first; of equally near ones
   * those that come first in the database.
   * @param query `patchSize × patchSize × 3` samples
   * @param count how many, at most all that there are
   */
  nearest(query: Uint8Array, count: number): Int32Array;
}

/** A box of the k-d tree: cut in two at `value` along `axis`, or a run of points. */
type Box =
  | { readonly cut: true; readonly axis: number; readonly value: number; readonly below: Box; readonly above: Box }
  | { readonly cut: false; readonly start: number; readonly end: number };

const leafSize = 16;

/** Patches as points of a {@link PatchSpace}, and a tree over them. */
class PatchTree implements PatchIndex {
  readonly #data: Uint8Array;
  readonly #space: PatchSpace;
  /** Number in the database of each point; the points of a box follow one another. */
  readonly #order: Int32Array;
  /** `count × axes` coordinates, in the order of the tree. */
  readonly #points: Float32Array;
  readonly #root: Box;
  // The search under way.
  readonly #target: Float64Array;
  readonly #gaps: Float64Array;
  #query: Uint8Array = new Uint8Array();
  #found = new Int32Array();
  #distances = new Float64Array();
  #limit = Infinity;

  constructor(patches: PatchDatabase) {
    const { count, data } = patches;
    this.#data = data;
    this.#space = new PatchSpace(patches);
    const { axes } = this.#space;
    const length = data.length / count;
    const points = new Float32Array(count * axes);
    for (let k = 0; k < count; k++) this.#space.place(data, k * length, points, k * axes);
    this.#order = Int32Array.from({ length: count }, (_, k) => k);
    this.#root = split(this.#order, points, axes, 0, count);
    this.#points = new Float32Array(count * axes);
    for (let k = 0; k < count; k++) {
      const from = this.#order[k] * axes;
      this.#points.set(points.subarray(from, from + axes), k * axes);
    }
    this.#target = new Float64Array(axes);
    this.#gaps = new Float64Array(axes);
  }

  nearest(query: Uint8Array, count: number): Int32Array {
    this.#query = query;
    this.#found = new Int32Array(count).fill(-1);
    this.#distances = new Float64Array(count).fill(Infinity);
    this.#limit = Infinity;
    this.#gaps.fill(0);
    this.#space.place(query, 0, this.#target, 0);
    this.#visit(this.#root, 0);
    return this.#found;
  }

  /** `bound`: squared distance from the query to the box (S. Arya and D. Mount, Data Compression Conference 1993). */
  #visit(box: Box, bound: number): void {
    if (!box.cut) {
      this.#scan(box.start, box.end);
      return;
    }
    const { axis, value, below, above } = box;
    const gap = this.#target[axis] - value;
    this.#visit(gap < 0 ? below : above, bound);
    const before = this.#gaps[axis];
    const far = bound - before * before + gap * gap;
    if (far > this.#limit) return;
    this.#gaps[axis] = gap;
    this.#visit(gap < 0 ? above : below, far);
    this.#gaps[axis] = before;
  }

  /** Compares a run of points, first by their coordinates, as far as that takes to rule them out. */
  #scan(start: number, end: number): void {
    const target = this.#target;
    const points = this.#points;
    const axes = target.length;
    for (let k = start, base = start * axes; k < end; k++, base += axes) {
      const limit = this.#limit;
      let nearer = 0;
      for (let axis = 0; axis < axes && nearer <= limit; axis++) {
        const difference = target[axis] - points[base + axis];
        nearer += difference * difference;
      }
      if (nearer <= limit) this.#compare(this.#order[k]);
    }
  }

  #compare(number: number): void {
    const query = this.#query;
    const data = this.#data;
    const length = query.length;
    const last = this.#distances.length - 1;
    const worst = this.#distances[last];
    let distance = 0;
    for (let i = 0, j = number * length; i < length && distance <= worst; i++, j++) {
      const difference = query[i] - data[j];
      distance += difference * difference;
    }
    // Ties go to the lower number, so that the order in which boxes are visited decides nothing.
    if (distance > worst || (distance === worst && number > this.#found[last])) return;
    let at = last;
    for (; at > 0; at--) {
      const previous = this.#distances[at - 1];
      if (previous < distance || (previous === distance && this.#found[at - 1] < number)) break;
      this.#distances[at] = previous;
      this.#found[at] = this.#found[at - 1];
    }
    this.#distances[at] = distance;
    this.#found[at] = number;
    this.#limit = (Math.sqrt(this.#distances[last]) + slack) ** 2;
  }
}

/** Cuts `order[start…end)` at the median of the axis in which it is widest, and its halves again. */
function split(order: Int32Array, points: Float32Array, axes: number, start: number, end: number): Box {
  if (end - start <= leafSize) return { cut: false, start, end };
  let widest = 0;
  let width = -1;
  for (let axis = 0; axis < axes; axis++) {
    let low = Infinity;
    let high = -Infinity;
    for (let k = start; k < end; k++) {
      const value = points[order[k] * axes + axis];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > width) {
      widest = axis;
      width = high - low;
    }
  }
  if (width === 0) return { cut: false, start, end };
  const middle = (start + end) >> 1;
  partition(order, points, axes, widest, start, end - 1, middle);
  const value = points[order[middle] * axes + widest];
  return {
    cut: true,
    axis: widest,
    value,
    below: split(order, points, axes, start, middle),
    above: split(order, points, axes, middle, end),
  };
}

/** Brings the `rank`-th point along an axis to its place in `order[low…high]`, lesser ones before it (Hoare's FIND). */
function partition(
  order: Int32Array,
  points: Float32Array,
  axes: number,
  axis: number,
  low: number,
  high: number,
  rank: number,
): void {
  while (low < high) {
    const pivot = points[order[rank] * axes + axis];
    let i = low;
    let j = high;
    while (i <= j) {
      while (points[order[i] * axes + axis] < pivot) i++;
      while (pivot < points[order[j] * axes + axis]) j--;
      if (i <= j) {
        const swap = order[i];
        order[i++] = order[j];
        order[j--] = swap;
      }
    }
    if (j < rank) low = i;
    if (rank < i) high = j;
  }
}

const indexes = new WeakMap<Uint8Array, PatchIndex>();

/** The index of a database, built once and kept as long as the samples are. They must not be changed afterwards. */
export function patchIndex(patches: PatchDatabase): PatchIndex {
  let index = indexes.get(patches.data);
  if (index === undefined) {
    index = new PatchTree(patches);
    indexes.set(patches.data, index);
  }
  return index;
}
