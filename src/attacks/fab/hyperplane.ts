import type { Norm } from '../runner/result.js';

/**
 * The nearest point of a hyperplane inside of the box, as the perturbation δ that leads there: the δ of least norm with
 * ⟨normal, δ⟩ = offset and low ≤ at + δ ≤ high (Croce and Hein, arXiv 1907.02044, section 3.1). Where the box does not
 * reach the hyperplane, the corner that comes nearest to it.
 *
 * Along the normal every sample moves until it meets the box: δᵢ = ± min(λ, roomᵢ) in L∞ and ± min(λ |normalᵢ|, roomᵢ)
 * in L2 (the conditions of Karush, Kuhn and Tucker). ⟨normal, δ⟩ is concave and piecewise linear in λ, so that Newton's
 * method from below gives the λ of the hyperplane after as many turns as more samples meet the box: a few, and no
 * sorting.
 * @param norm what the length of δ is measured by
 * @param at samples [n], inside of the box
 * @param normal of the hyperplane [n]
 * @param offset how far ⟨normal, ·⟩ has to rise or, below 0, to fall
 * @param bounds the box: lowest and highest sample
 */
export function projectOntoHyperplane(
  norm: Norm,
  at: Float32Array,
  normal: Float32Array,
  offset: number,
  [low, high]: readonly [number, number],
): Float32Array {
  const linf = norm === 'linf';
  const sign = offset < 0 ? -1 : 1;
  const wanted = Math.abs(offset);
  // Of each sample: the λ at which it meets the box, what it adds to ⟨normal, δ⟩ per λ until then, and what from then on.
  const meets = new Float64Array(at.length);
  const adds = new Float64Array(at.length);
  const reaches = new Float64Array(at.length);
  for (let i = 0; i < at.length; i++) {
    const size = Math.abs(normal[i]);
    const room = sign * normal[i] > 0 ? high - at[i] : at[i] - low;
    const speed = linf ? 1 : size;
    meets[i] = room / speed;
    adds[i] = size * speed;
    reaches[i] = size * room;
  }
  let lambda = 0;
  for (;;) {
    let met = 0;
    let free = 0;
    for (let i = 0; i < at.length; i++) {
      if (lambda < meets[i]) free += adds[i];
      else met += reaches[i];
    }
    // The root of the line that ⟨normal, δ⟩ is until the next sample meets the box.
    const next = wanted > met ? (wanted - met) / free : 0;
    if (!(next > lambda * (1 + 1e-12))) break;
    lambda = next;
  }
  const delta = new Float32Array(at.length);
  for (let i = 0; i < at.length; i++) {
    const w = sign * normal[i];
    if (w > 0) delta[i] = Math.min(linf ? lambda : lambda * w, high - at[i]);
    else if (w < 0) delta[i] = -Math.min(linf ? lambda : -lambda * w, at[i] - low);
  }
  return delta;
}
