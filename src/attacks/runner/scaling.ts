import { bringToLength } from './budget-l2.js';
import { lengthOf } from './directions.js';
import type { Plan, Task } from './plan.js';
import { distance, type Scaling, type ScalingRule } from './result.js';
import type { Found, Iterate } from './search.js';
import type { Job } from './together.js';

/** Runs of the attack that a rule takes at most: to a length of the wanted one within some per cent. */
const mostRuns = 12;

/** How near the wanted length is near enough for a rule that runs the attack again and again. */
const nearEnough = 0.02;

/** An adversary at the wanted size, and what it took. */
interface Scaled {
  readonly iterate: Iterate;
  /** Undefined where there was no perturbation to scale. */
  readonly made: Scaling | undefined;
}

/** The perturbation made longer or shorter, inside of the box. */
function rescale({ bounds }: Plan, { clean }: Task, iterate: Iterate, wanted: number): Scaled {
  const data = iterate.image.data.slice();
  if (distance('l2', clean.data, data) === 0) return { iterate, made: undefined };
  const value = bringToLength(clean.data, data, wanted, bounds);
  return { iterate: { image: { ...clean, data }, steps: iterate.steps }, made: { rule: 'rescale', value } };
}

/** A value of the parameter, and how long the adversary is in parts of what is wanted; undefined where none was found. */
interface Run {
  readonly value: number;
  readonly ratio: number | undefined;
}

/**
 * The value to try next: on the line through the last two that gave too short ones, or between one of each kind, where
 * the line through both meets the wanted length, but not in the outer eighths.
 */
function nextValue(short: readonly Run[], long: Run | undefined): number {
  const [before, low = { value: 0, ratio: undefined }] = short.length > 1 ? short.slice(-2) : [undefined, ...short];
  const onLine = (a: Run, b: Run) =>
    a.ratio === undefined || b.ratio === undefined
      ? NaN
      : a.value + ((1 - a.ratio) / (b.ratio - a.ratio)) * (b.value - a.value);
  if (long === undefined) {
    const guess = before ? onLine(before, low) : NaN;
    return Math.min(8 * low.value, Math.max(1.5 * low.value, Number.isFinite(guess) ? guess : 4 * low.value));
  }
  const gap = long.value - low.value;
  const guess = onLine(low, long);
  return low.value + Math.min(0.875 * gap, Math.max(0.125 * gap, Number.isFinite(guess) ? guess - low.value : gap / 2));
}

/** The attack run with larger and larger values of a parameter, then between the two that enclose the wanted length. */
function* raise(
  { clean }: Task,
  rule: ScalingRule,
  wanted: number,
  stronger: NonNullable<Plan['stronger']>,
  run: (steps: Plan['steps']) => Job<Found>,
): Job<Scaled> {
  const short: Run[] = [];
  let long: Run | undefined;
  let value = stronger.from;
  let best: Scaled | undefined;
  let nearest = Infinity;
  for (let n = 0; n < mostRuns && nearest > nearEnough; n++) {
    const at = value;
    const { working, last } = yield* run((goal) => stronger.steps(goal, at));
    const iterate = working ?? last;
    const ratio = distance('l2', clean.data, iterate.image.data) / wanted;
    const off = working === undefined ? 1e3 + Math.abs(ratio - 1) : Math.abs(ratio - 1);
    if (best === undefined || off < nearest) {
      nearest = off;
      best = { iterate, made: { rule, value: at } };
    }
    // Where none was found the parameter asks for too much.
    if (working !== undefined && ratio < 1) short.push({ value: at, ratio });
    else long = { value: at, ratio: working && ratio };
    value = nextValue(short, long);
  }
  return best!;
}

/** Brings the adversary of a minimum-norm attack to a relative L2 by the rule that was asked for. */
export function* scaled(
  plan: Plan,
  task: Task,
  { relativeL2, rule }: { readonly relativeL2: number; readonly rule: ScalingRule },
  run: (steps: Plan['steps']) => Job<Found>,
): Job<Scaled> {
  const { clean } = task;
  const wanted = relativeL2 * lengthOf(clean.data);
  if (rule !== 'rescale' && plan.stronger) return yield* raise(task, rule, wanted, plan.stronger, run);
  const { working, last } = yield* run(plan.steps);
  return rescale(plan, task, working ?? last, wanted);
}
