import { readFile } from 'node:fs/promises';
import { planFromFile } from '../../evaluation/plan/from-file.js';
import type { Plan } from '../../evaluation/plan/plan.js';
import { systemReason } from '../../io/errors.js';
import { showPath } from '../../io/show-path.js';
import { UsageError, WorkError } from '../errors.js';
import { planFromFlags, withFlags } from './flags-plan.js';
import type { EvaluateFlags } from './options.js';
import { areAPlan } from './plan-flags.js';

async function planInFile(path: string): Promise<Plan> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new WorkError(`${showPath(path)}: cannot be read: ${systemReason(error)}, expected a plan`);
  });
  return planFromFile(path, bytes);
}

/**
 * The plan that was typed: in a file, with what flags say otherwise, or of flags alone.
 * @returns undefined with `--resume` where nothing was typed: the run folder has its own
 * @throws PlanError for what is wrong in it
 */
export async function planOf(path: string | undefined, { raw, resume }: EvaluateFlags): Promise<Plan | undefined> {
  if (path !== undefined) {
    const plan = await planInFile(path);
    return areAPlan(raw) ? withFlags(plan, raw) : plan;
  }
  if (areAPlan(raw)) return planFromFlags(raw);
  if (resume) return undefined;
  throw new UsageError(
    'Expected a plan, --preset, or --data with --attack and --defense, but received none: "pixel-deflection help evaluate" shows how',
  );
}
