import { didYouMean } from '../../../core/nearest.js';
import { show } from '../../../core/checks.js';
import { checkPlan } from '../check-plan.js';
import { PlanError } from '../errors.js';
import type { DataPlan, ModelPlan, Plan } from '../plan.js';
import { diskFiles } from '../preset-files.js';
import { type Problem, problemText } from '../problems.js';
import { planNames, planPresets } from './list.js';

export { planNames, planPresets } from './list.js';

/** What a preset leaves open, checked as in a plan. */
export interface PresetGiven {
  /** Where the pictures come from. */
  readonly data: string | DataPlan;
  /** Default: the built-in classifier. */
  readonly models?: readonly (string | Omit<ModelPlan, 'name'> | ModelPlan)[];
  /** Pictures at most. Default: that of `data`, or all. */
  readonly limit?: number;
  /** Any integer, as text where it is too large for a number. Default 0. */
  readonly seed?: number | bigint | string;
  /** Decisions of each random defense for each picture, 1…1000. Default: the preset's own. */
  readonly repeats?: number;
  readonly localisation?: boolean;
}

/**
 * A plan by the name of a preset, from fields of a plan that are not checked yet; those that are undefined are left out.
 * @param line what is said of a problem
 * @throws PlanError for an unknown name, and for what a plan cannot have
 */
export function presetPlan(
  name: string,
  given: Readonly<Record<string, unknown>>,
  line: (problem: Problem) => string,
): Plan {
  const preset = planPresets.find((each) => each.name === name);
  if (preset === undefined) {
    const near = didYouMean(name, planNames) || `: it can be ${planNames.join(', ')}`;
    const message = `Expected the name of a preset but received ${show(name)}${near}`;
    throw new PlanError([line({ path: ['preset'], at: 'value', message })]);
  }
  const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const open = checkPlan(fields, name, diskFiles);
  if (open.plan === undefined) throw new PlanError(open.problems.map(line));
  const contents = preset.contents(open.plan.models.map((model) => model.name));
  const { plan, problems } = checkPlan({ repeats: preset.repeats, ...contents, ...fields }, name, diskFiles);
  if (plan === undefined) throw new PlanError(problems.map(line));
  return plan;
}

/**
 * A plan by the name of a preset. Relative L2 of the paper are those of its column for ResNet-50.
 * @throws PlanError for an unknown name, and for what a plan cannot have
 */
export function planFromPreset(name: string, { data, limit, ...rest }: PresetGiven): Plan {
  const limited = limit === undefined ? data : { ...(typeof data === 'string' ? { path: data } : data), limit };
  return presetPlan(name, { data: limited, ...rest }, problemText);
}
