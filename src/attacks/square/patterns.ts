/** Nested rectangles around a centre, the k-th of height 1 / k²: highest in the middle. */
function addRectangles(pattern: Float64Array, side: number, from: number, rows: number, sign: number): void {
  const rowCentre = Math.floor(rows / 2);
  const columnCentre = Math.floor(side / 2);
  const count = Math.max(rowCentre, columnCentre) + 1;
  for (let k = 0; k < count; k++) {
    const height = sign / (k + 1) ** 2;
    const [top, bottom] = [Math.max(rowCentre - k, 0), Math.min(rowCentre + k + 1, rows)];
    const [left, right] = [Math.max(columnCentre - k, 0), Math.min(columnCentre + k + 1, side)];
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) pattern[(from + y) * side + x] += height;
    }
  }
}

/** A half of the pattern at length 1, so that both halves weigh the same. */
function halfOf(side: number, from: number, rows: number, sign: number): Float64Array {
  const half = new Float64Array(side * side);
  addRectangles(half, side, from, rows, sign);
  let squares = 0;
  for (const value of half) squares += value * value;
  const length = Math.sqrt(squares);
  return length === 0 ? half : half.map((value) => value / length);
}

const patterns = new Map<number, Float64Array>();

/**
 * The pattern η of the L2 attack (section 4.2 of the Square paper): two halves of opposite sign, each highest in its
 * middle, [side × side], its Euclidean length 1. It is not turned.
 */
export function pattern(side: number): Float64Array {
  let known = patterns.get(side);
  if (!known) {
    const rows = Math.floor(side / 2);
    const upper = halfOf(side, 0, rows, 1);
    const lower = halfOf(side, rows, side - rows, -1);
    const scale = rows === 0 ? 1 : Math.SQRT1_2;
    known = upper.map((value, i) => scale * (value + lower[i]));
    patterns.set(side, known);
  }
  return known;
}
