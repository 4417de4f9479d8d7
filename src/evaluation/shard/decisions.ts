import { isRandom } from '../../defenses/chain/check.js';
import type { DefensePlan } from '../plan/plan.js';

/**
 * How many decisions of a defense are recorded for a picture: `repeats` where it draws random numbers, else one, as all
 * are the same. On clean pictures each is asked `repeats` times, which shows whether they are; the bare classifier once
 * more than before it was attacked.
 */
export function decisionsOf({ chain }: Pick<DefensePlan, 'chain'>, repeats: number, clean: boolean): number {
  return chain.length > 0 && (clean || isRandom(chain)) ? repeats : 1;
}
