import type { Image } from '../../core/image.js';
import type { Model } from '../../models/model.js';
import { highest } from '../../models/ranking.js';
import { apgdCe, apgdDlr } from '../apgd/apgd.js';
import type { ApgdOptions } from '../apgd/apgd.js';
import { dlrObjective } from '../apgd/losses.js';
import { apgdDefinition, type ApgdSettings, apgdSteps } from '../apgd/run.js';
import { fab } from '../fab/fab.js';
import { type AttackFunction, defineAttack } from '../runner/define.js';
import type { AttackProgress, RandomAttackOptions } from '../runner/options.js';
import type { AttackResult, Norm } from '../runner/result.js';
import { square } from '../square/square.js';

/** What all members are told. */
export interface MemberOptions extends RandomAttackOptions {
  readonly norm: Norm;
  readonly labels: readonly number[];
}

/** What a call of an attack is for. */
export interface Pictures {
  readonly model: Model;
  readonly images: readonly Image[];
  /** Logits of the clean pictures, [classes] each. */
  readonly logits: readonly Float32Array[];
}

/** One call of an attack. @param found gets each result as soon as it is there */
export type Round = (
  given: Pictures,
  options: MemberOptions,
  found: (result: AttackResult) => void,
) => Promise<unknown>;

/** One attack of the ensemble. */
export interface Member {
  readonly name: string;
  /** Its calls: a picture takes part in the next where the one before has not fooled it. */
  readonly rounds: readonly Round[];
}

export interface MemberSettings {
  readonly iterations: number;
  readonly queries: number;
  readonly targetClasses: number;
  /** Whether APGD ends at the first iterate that works. */
  readonly earlyStop: boolean;
}

/** The class of the `rank`th highest logit, from 1, the label not counted. */
function otherClass(logits: Float32Array, label: number, rank: number): number {
  return highest(logits, rank + 1).filter((index) => index !== label)[rank - 1];
}

/** APGD towards a class, where any class but the label is a success. */
function apgdTowards(rank: number) {
  return defineAttack<ApgdOptions, ApgdSettings>({
    ...apgdDefinition,
    name: `apgd-t/${rank}`,
    title: 'Auto-PGD towards one of the likeliest classes',
    targeted: false,
    steps: (goal, settings) => {
      const towards = { ...goal, target: otherClass(goal.logits, goal.label, rank) };
      return apgdSteps(towards, dlrObjective(towards), settings);
    },
  });
}

/** A targeted result where any class but the label is a success. */
function untargeted(result: AttackResult): AttackResult {
  const { skipped, label, prediction, predictionAfterRounding } = result;
  return {
    ...result,
    target: undefined,
    success: !skipped && prediction !== label,
    successAfterRounding: !skipped && predictionAfterRounding !== label,
  };
}

/** An attack with options of its own, on whatever it is given. */
function plainly<O extends RandomAttackOptions>(attack: AttackFunction<O>, own: Partial<O>): Round {
  return ({ model, images }, options, found) => {
    const onProgress = ({ result }: AttackProgress) => found(result);
    return attack(model, images, { ...own, ...options, onProgress } as unknown as O);
  };
}

const ranks = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

/** The four of the standard version, in the order of the published code. */
export function standardMembers({ iterations, queries, targetClasses, earlyStop }: MemberSettings): Member[] {
  return [
    {
      name: 'apgd-ce',
      rounds: [plainly(apgdCe, { iterations, earlyStop })],
    },
    {
      name: 'apgd-t',
      rounds: ranks(targetClasses).map((rank) => plainly(apgdTowards(rank), { iterations, earlyStop })),
    },
    {
      name: 'fab-t',
      rounds: ranks(targetClasses).map((rank) => ({ model, images, logits }, options, found) => {
        const targets = images.map((_, i) => otherClass(logits[i], options.labels[i], rank));
        const onProgress = ({ result }: AttackProgress) => found(untargeted(result));
        return fab(model, images, { ...options, targets, iterations, onProgress });
      }),
    },
    {
      name: 'square',
      // The published ensemble takes the first queries of a schedule of 10,000.
      rounds: [plainly(square, { queries, rescaleSchedule: false })],
    },
  ];
}

/** The two of the version for models whose answers vary. */
export function randMembers({ iterations, earlyStop }: Pick<MemberSettings, 'iterations' | 'earlyStop'>): Member[] {
  return [apgdCe, apgdDlr].map((attack) => ({
    name: attack.about.name,
    rounds: [plainly(attack, { iterations, earlyStop })],
  }));
}
