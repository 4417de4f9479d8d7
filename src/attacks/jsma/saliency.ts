/** What one candidate gains for the target and takes from the others, and how many beat it in both. */
interface Candidate {
  readonly place: number;
  readonly gain: number;
  readonly loss: number;
  beatenBy: number;
}

/**
 * The two samples of which the saliency of a pair, (gainᵢ + gainⱼ) · (lossᵢ + lossⱼ) with both sums above 0 (Papernot et
 * al., formulas 8 to 10), is highest: the exact best of all n (n - 1) / 2 pairs, without a table of n × n.
 *
 * Saliency rises with either number, so a sample that two others beat in both is never needed: one of the two can take
 * its place. What is left is a list of some tens.
 * @param gain by how much each sample raises the target, [samples]
 * @param loss by how much it lowers the other classes, [samples]
 * @param open 1 for the samples that may change, 0 for others
 * @returns their places, ascending; undefined where no pair qualifies
 */
export function bestPair(gain: Float32Array, loss: Float32Array, open: Uint8Array): [number, number] | undefined {
  let list: Candidate[] = [];
  for (let i = 0; i < gain.length; i++) {
    if (open[i] === 0) continue;
    const g = gain[i];
    const l = loss[i];
    let beatenBy = 0;
    // Of equal samples the first counts as the better one.
    for (let k = 0; k < list.length && beatenBy < 2; k++) if (list[k].gain >= g && list[k].loss >= l) beatenBy++;
    if (beatenBy === 2) continue;
    let dropped = false;
    for (const other of list) {
      if (other.gain <= g && other.loss <= l && (other.gain < g || other.loss < l)) {
        if (++other.beatenBy === 2) dropped = true;
      }
    }
    if (dropped) list = list.filter((other) => other.beatenBy < 2);
    list.push({ place: i, gain: g, loss: l, beatenBy });
  }
  let best: [number, number] | undefined;
  let highest = 0;
  for (let i = 0; i < list.length; i++) {
    for (let j = i + 1; j < list.length; j++) {
      const gained = list[i].gain + list[j].gain;
      const lost = list[i].loss + list[j].loss;
      if (gained > 0 && lost > 0 && gained * lost > highest) {
        highest = gained * lost;
        best = [list[i].place, list[j].place];
      }
    }
  }
  return best;
}
