/**
 * Sums of `size` neighbours, put together from sums of 1, 2, 4, … of them: `count` doubles to `to`.
 * @param from count + size - 1 doubles; up to `size` more are read
 * @param spare room for count + size doubles
 */
export function windows(from: usize, size: i32, count: i32, spare: usize, to: usize): void {
  let begun = false;
  let offset: usize = 0;
  for (let part = 1; part <= size; part <<= 1) {
    if ((size & part) !== 0) {
      for (let x: usize = 0; x < <usize>(count << 3); x += 16) {
        const sum = v128.load(from + x + offset);
        v128.store(to + x, begun ? f64x2.add(v128.load(to + x), sum) : sum);
      }
      begun = true;
      offset += <usize>(part << 3);
    }
    if (part << 1 > size) break;
    const ahead = <usize>(part << 3);
    for (let x: usize = 0; x < <usize>((count + size) << 3); x += 16) {
      v128.store(spare + x, f64x2.add(v128.load(from + x), v128.load(from + x + ahead)));
    }
    from = spare;
  }
}
