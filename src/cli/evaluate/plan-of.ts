import { readFile } from 'node:fs/promises';
import { DataError } from '../../evaluation/data/data-set.js';
import { type PlacedPlan, placedPlan } from '../../evaluation/plan/from-file.js';
import type { Plan } from '../../evaluation/plan/plan.js';
import { RunError } from '../../evaluation/run/errors.js';
import { systemReason } from '../../io/errors.js';
import { showPath } from '../../io/show-path.js';
import { UsageError, WorkError } from '../errors.js';
import { planFromFlags, withFlags } from './flags-plan.js';
import type { EvaluateFlags } from './options.js';
import { areAPlan } from './plan-flags.js';

async function planInFile(path: string): Promise<PlacedPlan> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new WorkError(`${showPath(path)}: cannot be read: ${systemReason(error)}, expected a plan`);
  });
  return placedPlan(path, bytes);
}

/** A plan, and what is said of faults in it that show themselves only when models and pictures are looked at. */
export interface TypedPlan {
  readonly plan: Plan;
  /** The error, with the place in the plan's file where one is to blame. */
  readonly located: (error: unknown) => unknown;
}

/** @param dataTyped whether a flag says where the pictures are */
function locating({ at }: PlacedPlan, dataTyped: boolean): TypedPlan['located'] {
  return (error) => {
    if (error instanceof DataError && !dataTyped)
      return new WorkError(`${at(['data'])}: ${error.message}`, { cause: error });
    if (!(error instanceof RunError) || error.field === undefined) return error;
    const { message, refused } = error;
    return new RunError(`${at(error.field)}: ${message}`, { cause: error, refused });
  };
}

/**
 * The plan that was typed: in a file, with what flags say otherwise, or of flags alone.
 * @returns undefined with `--resume` where nothing was typed: the run folder has its own
 * @throws PlanError for what is wrong in it
 */
export async function planOf(path: string | undefined, { raw, resume }: EvaluateFlags): Promise<TypedPlan | undefined> {
  if (path !== undefined) {
    const placed = await planInFile(path);
    const plan = areAPlan(raw) ? withFlags(placed.plan, raw) : placed.plan;
    return { plan, located: locating(placed, raw.data !== undefined) };
  }
  if (areAPlan(raw)) return { plan: planFromFlags(raw), located: (error) => error };
  if (resume) return undefined;
  throw new UsageError(
    'Expected a plan, --preset, or --data with --attack and --defense, but received none: "pixel-deflection help evaluate" shows how',
  );
}
