import { integer } from '../../core/checks.js';
import type { DefensePlan, Plan } from './plan.js';
import type { PlanSize } from './size.js';

/** Seconds that one model takes. */
export interface ModelTimings {
  /** For what it says of a picture. */
  readonly forward: number;
  /** For a gradient of a picture; 0 where the plan takes none. */
  readonly gradient: number;
  /** For a draw of each defense but none, its map and what the classifier says of it counted. */
  readonly defenses: Readonly<Record<string, number>>;
}

/** What a run is estimated from, by the names of models. */
export type Timings = Readonly<Record<string, ModelTimings>>;

/**
 * Seconds that a run takes, about.
 * @param workers processes that share the work, at least 1
 * @throws RangeError for a model of the plan without timings
 */
export function estimateSeconds(size: PlanSize, timings: Timings, workers: number): number {
  integer(workers, 'workers', 1);
  let seconds = 0;
  for (const { model, forward, gradients, draws, gradientDraws } of size.work) {
    const known = timings[model];
    if (known === undefined) throw new RangeError(`Expected timings of every model but received none of ${model}`);
    seconds += forward * known.forward + gradients * known.gradient;
    for (const [defense, count] of Object.entries(draws)) seconds += count * (known.defenses[defense] ?? known.forward);
    for (const [defense, count] of Object.entries(gradientDraws)) {
      // The gradient comes with the logits, in place of a run of the classifier.
      const transforms = Math.max(0, (known.defenses[defense] ?? known.forward) - known.forward);
      seconds += count * (transforms + known.gradient);
    }
  }
  return seconds / workers;
}

/** Work that is measured, on a picture of the run. */
export interface TimedWork {
  readonly forward: (model: string) => Promise<unknown>;
  readonly gradient: (model: string) => Promise<unknown>;
  /** A decision of a defense, which is given with an ensemble of 1. */
  readonly decide: (model: string, defense: DefensePlan) => Promise<unknown>;
}

export interface MeasureOptions {
  /** Seconds after which no further run of one kind is begun, after the first. Default 0.2. */
  readonly atMost?: number;
  /** A clock, in milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
}

/** Runs of one kind at most. */
const mostRuns = 5;

/** Seconds of a run: the median of those after the first, which readies memory, or the first where it is long. */
async function secondsOf(
  work: () => Promise<unknown>,
  { atMost = 0.2, now = () => performance.now() }: MeasureOptions,
) {
  const begin = now();
  const seconds: number[] = [];
  do {
    const from = now();
    // oxlint-disable-next-line no-await-in-loop -- one run after the other is what is measured
    await work();
    seconds.push((now() - from) / 1000);
  } while (seconds.length <= mostRuns && (now() - begin) / 1000 < atMost);
  const counted = (seconds.length > 1 ? seconds.slice(1) : seconds).toSorted((a, b) => a - b);
  return counted[Math.floor(counted.length / 2)];
}

/**
 * Measures what a plan's models and defenses take, in a fraction of a second each.
 * @param size of the plan: what it has no use for is not measured
 */
export async function measureTimings(
  plan: Plan,
  size: PlanSize,
  work: TimedWork,
  options: MeasureOptions = {},
): Promise<Timings> {
  // Without the names that every object has: a model or a defense may be called `__proto__`.
  const timings = Object.create(null) as Record<string, ModelTimings>;
  for (const { model, gradients, gradientDraws } of size.work) {
    const wanted = gradients > 0 || Object.keys(gradientDraws).length > 0;
    // oxlint-disable no-await-in-loop -- side by side they would share the cores
    const forward = await secondsOf(() => work.forward(model), options);
    const gradient = wanted ? await secondsOf(() => work.gradient(model), options) : 0;
    const defenses = Object.create(null) as Record<string, number>;
    for (const defense of plan.defenses) {
      if (defense.chain.length === 0) continue;
      defenses[defense.name] = await secondsOf(() => work.decide(model, { ...defense, ensemble: 1 }), options);
    }
    // oxlint-enable no-await-in-loop
    timings[model] = { forward, gradient, defenses };
  }
  return timings;
}
