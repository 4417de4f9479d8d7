/** Values of pictures, by the number of the picture. */
type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

function enlarge<T extends Column>(column: T, index: number, fill: number): T {
  const length = Math.max(16, index + 1, Math.ceil(column.length * 1.5));
  const larger = new (column.constructor as new (length: number) => T)(length);
  larger.set(column);
  return larger.fill(fill, column.length) as T;
}

/** The column, or a longer copy of it that has a place for `index`; new places hold `fill`. */
export function grown<T extends Column>(column: T, index: number, fill = 0): T {
  return index < column.length ? column : enlarge(column, index, fill);
}

/** Numbers of names, in the order in which they come. */
export class Names {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.list.length);
    this.list.push(name);
    return this.list.length - 1;
  }
}

/** Values by a key, groups and values in the order in which they come. */
export function groupBy<T, K>(values: Iterable<T>, keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}
