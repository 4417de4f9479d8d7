import { integer } from '../core/checks.js';
import type { Model } from '../models/model.js';
import { checkModel } from './runner/inputs.js';
import { checkRows } from './runner/together.js';

/** Sums of rows, in doubles. */
function sums() {
  let total: Float64Array[] = [];
  return {
    add: (rows: readonly Float32Array[]) => {
      if (total.length === 0) total = rows.map((row) => new Float64Array(row.length));
      rows.forEach((row, i) => {
        const sum = total[i];
        for (let k = 0; k < row.length; k++) sum[k] += row[k];
      });
    },
    over: (n: number) => total.map((sum) => Float32Array.from(sum, (value) => value / n)),
  };
}

/**
 * A model whose answers vary, as attacks are to see it: its logits and its gradients are means over `n` calls, one after
 * the other (expectation over transformation: A. Athalye et al., "Synthesizing robust adversarial examples", arXiv
 * 1707.07397). An adversary then works where the mean of the logits says so, not for one lucky draw. `apgd` of
 * fra31/auto-attack with `eot_iter` averages the gradients too, but judges by the last draw.
 *
 * @param model a model that draws anew in each call
 * @param n calls that a mean is of, at least 1
 */
export function averagedGradients(model: Model, n: number): Model {
  checkModel(model);
  integer(n, 'n', 1);
  const { width, height, classes, bounds } = model;
  return {
    width,
    height,
    classes,
    bounds,
    logits: async (images) => {
      const logits = sums();
      for (let draw = 0; draw < n; draw++) {
        // oxlint-disable-next-line no-await-in-loop -- each call is a draw; at once they would take n times the memory
        logits.add(checkRows(await model.logits(images), images.length, classes, 'logits'));
      }
      return logits.over(n);
    },
    inputGradient: async (images, cotangent) => {
      const [logits, gradients] = [sums(), sums()];
      for (let draw = 0; draw < n; draw++) {
        // oxlint-disable-next-line no-await-in-loop -- as above
        const given = await model.inputGradient(images, cotangent);
        gradients.add(checkRows(given?.gradients, images.length, width * height * 3, 'gradients'));
        logits.add(checkRows(given.logits, images.length, classes, 'logits beside the gradients'));
      }
      return { logits: logits.over(n), gradients: gradients.over(n) };
    },
  };
}
