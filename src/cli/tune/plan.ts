import { PlanError } from '../../evaluation/plan/errors.js';
import type { Plan } from '../../evaluation/plan/plan.js';
import { UsageError } from '../errors.js';
import { planFromFlags } from '../evaluate/flags-plan.js';
import type { RawPlanFlags } from '../evaluate/plan-flags.js';

/**
 * The plan that a tuning judges its chains by: one model, the data and the attacks; its only defense is none.
 * @throws UsageError for what cannot be searched
 */
export function tunePlan(raw: RawPlanFlags): Plan {
  let plan: Plan;
  try {
    plan = planFromFlags(raw);
  } catch (error) {
    if (error instanceof PlanError) throw new UsageError(error.lines.join('; '), { cause: error });
    throw error;
  }
  const knowing = plan.attacks.find(({ knowledge }) => knowledge !== 'oblivious');
  if (knowing !== undefined) {
    throw new UsageError(
      `Expected oblivious attacks for --attack but received the ${knowing.knowledge} ${knowing.name}: each chain would need adversaries of its own`,
    );
  }
  if (plan.attacks.every(({ control }) => control === true)) {
    throw new UsageError('Expected an attack for --attack but received noise alone');
  }
  return plan;
}
