import { oneLine } from '../../core/one-line.js';
import { checkChain } from '../../defenses/chain/check.js';
import type { Plan } from '../plan/plan.js';
import { refused } from './errors.js';
import type { Manifest } from './manifest.js';

/**
 * Checks every defense of a plan at the input size of a model.
 * @throws RunError for one that does not fit, such as a filter that is larger than the picture
 */
export function checkDefenses(
  { defenses }: Pick<Plan, 'defenses'>,
  model: Pick<Manifest['models'][number], 'name' | 'width' | 'height'>,
) {
  const { name: of, width, height } = model;
  for (const [i, { name, chain }] of defenses.entries()) {
    try {
      checkChain(chain, `the defense ${name}`, { size: { width, height } });
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof RangeError)) throw error;
      const misfit = refused(`${oneLine(error.message)} (at ${width} × ${height}, the input of ${oneLine(of)})`);
      misfit.field = ['defenses', i];
      throw misfit;
    }
  }
}
