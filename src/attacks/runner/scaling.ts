import { applyFactor, lengthFactor } from './budget-l2.js';
import type { Plan, Task } from './plan.js';
import { distance, type Scaling, type ScalingRule } from './result.js';
import type { Found, Iterate } from './search.js';
import type { Job } from './together.js';

/** Runs of the attack that a rule takes at most: to a length of the wanted one within some per cent. */
const mostRuns = 8;

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
  const value = lengthFactor(clean.data, data, wanted, bounds, Infinity);
  // Everything met the box before the length was reached.
  const factor = Number.isFinite(value) ? value : 1e6;
  applyFactor(clean.data, data, factor, bounds);
  return { iterate: { image: { ...clean, data }, steps: iterate.steps }, made: { rule: 'rescale', value: factor } };
}

/** The attack run with larger and larger values of a parameter, then between the two that enclose the wanted length. */
function* raise(
  { clean }: Task,
  rule: ScalingRule,
  wanted: number,
  stronger: NonNullable<Plan['stronger']>,
  run: (steps: Plan['steps']) => Job<Found>,
): Job<Scaled> {
  let low = 0;
  let high = Infinity;
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
    if (working !== undefined && ratio < 1) low = at;
    else high = at;
    value = high === Infinity ? low * 2 : (low + high) / 2;
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
  const wanted = relativeL2 * distance('l2', new Float32Array(clean.data.length), clean.data);
  if (rule !== 'rescale' && plan.stronger) return yield* raise(task, rule, wanted, plan.stronger, run);
  const { working, last } = yield* run(plan.steps);
  return rescale(plan, task, working ?? last, wanted);
}
