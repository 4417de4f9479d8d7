import { isRandom } from '../../defenses/chain/check.js';
import { decisionsOf } from '../shard/decisions.js';
import { attackCost, type Cost, type ModelSizeFacts } from './attack-cost.js';
import type { AttackPlan, DefensePlan, Plan } from './plan.js';

/** What is asked of one model in a run. */
export interface ModelWork {
  readonly model: string;
  /** Pictures shown to the bare classifier, and gradients of it. */
  readonly forward: number;
  readonly gradients: number;
  /** Draws of each defense but none, by its name, each with what the classifier says of it: an ensemble of 10 is 10. */
  readonly draws: Readonly<Record<string, number>>;
  /** The same for draws that an adaptive attacker takes a gradient of. */
  readonly gradientDraws: Readonly<Record<string, number>>;
}

/** How much a plan is. */
export interface PlanSize {
  /** Of the model that knows the classes of most. */
  readonly images: number;
  readonly records: number;
  readonly adversaries: number;
  /** Runs of classifiers, and gradients, behind defenses or not. */
  readonly forward: number;
  readonly gradients: number;
  /** By model, in the order of the plan. */
  readonly work: readonly ModelWork[];
}

type Counts = Record<string, number>;

/** Without the names that every object has: a defense may be called `constructor`. */
function noCounts(): Counts {
  return Object.create(null) as Counts;
}

/** Work of one model while a plan is walked through. */
interface Sums {
  forward: number;
  gradients: number;
  readonly draws: Counts;
  readonly gradientDraws: Counts;
}

function add(to: Counts, name: string, count: number): void {
  to[name] = (to[name] ?? 0) + count;
}

/** Adds the judging of some pictures; gives the number of records. */
function addJudging(
  sums: Sums,
  defenses: readonly DefensePlan[],
  pictures: number,
  { repeats, clean }: { repeats: number; clean: boolean },
): number {
  let records = 0;
  for (const defense of defenses) {
    const decisions = pictures * decisionsOf(defense, repeats, clean);
    records += decisions;
    if (defense.chain.length === 0) sums.forward += decisions * defense.ensemble;
    else add(sums.draws, defense.name, decisions * defense.ensemble);
  }
  return records;
}

/** Adds the making of adversaries, against the bare model or what is told of a defense. */
function addMaking(
  sums: Sums,
  { forward, gradients }: Cost,
  attack: AttackPlan,
  target: DefensePlan | undefined,
): void {
  if (attack.knowledge !== 'adaptive' || target === undefined) {
    sums.forward += forward;
    sums.gradients += gradients;
    return;
  }
  const draws = isRandom(target.chain) ? (attack.adaptive?.draws ?? 20) : 1;
  add(sums.draws, target.name, forward * draws);
  add(sums.gradientDraws, target.name, gradients * draws);
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** The defenses that an attack knows, or undefined once for all. */
function targetsOf({ against }: AttackPlan, { defenses }: Plan): (DefensePlan | undefined)[] {
  return against?.map((target) => defenses.find(({ name }) => name === target)) ?? [undefined];
}

/**
 * How much work a plan is: records and adversaries exactly, what attacks ask of models by their options, as far as that can
 * be known before (see `attackCost`).
 * @param images pictures of the run: one number, or those of each model, which may know the classes of some only
 * @param models facts of every model that adversaries are made on, by its name
 * @throws RangeError for such a model without facts
 */
export function planSize(
  plan: Plan,
  images: number | Readonly<Record<string, number>>,
  models: Readonly<Record<string, ModelSizeFacts>>,
): PlanSize {
  const sums = new Map(
    plan.models.map(({ name }): [string, Sums] => [
      name,
      { forward: 0, gradients: 0, draws: noCounts(), gradientDraws: noCounts() },
    ]),
  );
  const counts = plan.models.map(({ name }) => (typeof images === 'number' ? images : (images[name] ?? 0)));
  const { repeats } = plan;
  let records = 0;
  let adversaries = 0;
  for (const [i, { name }] of plan.models.entries()) {
    const own = sums.get(name)!;
    records += addJudging(own, plan.defenses, counts[i], { repeats, clean: true });
    // Adversaries that are made on the judged model itself are no transfer.
    for (const attack of plan.attacks.filter(({ source }) => source !== name)) {
      const madeOn = attack.source ?? name;
      if (models[madeOn] === undefined) {
        throw new RangeError(`Expected facts of every model but received none of ${madeOn}`);
      }
      const { forward, gradients } = attackCost(attack, models[madeOn]);
      const pictures = attack.sizes.length * counts[i];
      for (const target of targetsOf(attack, plan)) {
        adversaries += pictures;
        addMaking(sums.get(madeOn)!, { forward: pictures * forward, gradients: pictures * gradients }, attack, target);
        records += addJudging(own, target === undefined ? plan.defenses : [target], pictures, {
          repeats,
          clean: false,
        });
      }
    }
  }
  const all = [...sums.values()];
  return {
    images: Math.max(0, ...counts),
    records,
    adversaries,
    forward: all.reduce((sum, { forward, draws }) => sum + forward + total(draws), 0),
    gradients: all.reduce((sum, { gradients, gradientDraws }) => sum + gradients + total(gradientDraws), 0),
    work: [...sums].map(([model, work]) => ({ model, ...work })),
  };
}
