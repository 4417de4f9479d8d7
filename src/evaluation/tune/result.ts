import type { DefensePlan } from '../plan/plan.js';
import type { Unreadable } from '../shard/shard.js';
import type { FamilyComparison } from './compare.js';

/** Shares of pictures that are right before the attack. */
export interface TunedScore {
  /** That stay right without an attack. */
  readonly clean: number;
  /** That are right again, mean over the attacks without controls. */
  readonly recovered: number;
}

/** A defense on pictures that took no part in the search. */
export interface JudgedDefense extends TunedScore {
  readonly defense: DefensePlan;
  /** By attack, controls among them. */
  readonly byAttack: Readonly<Record<string, number>>;
  /** What it had in the last rung of the search; undefined for compared transforms, which are not searched. */
  readonly search?: TunedScore;
}

/** A rung of the search, and who went on. */
export interface RungRecord {
  readonly pictures: number;
  readonly scores: readonly (TunedScore & { readonly defense: string })[];
  readonly kept: readonly string[];
}

/** What a tuning gives: the content of `tuning.json`. */
export interface TuneResult {
  readonly format: 'pixel-deflection tuning';
  readonly schema: 1;
  readonly version: string;
  readonly code: string;
  readonly command: readonly string[];
  readonly seed: string;
  readonly keepClean: number;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly attacks: readonly string[];
  /** Right pictures of the search and of the judgement that every defense judged under every attack. */
  readonly pictures: { readonly search: number; readonly judge: number };
  /** Pictures of both halves that could not be read, or that an attack failed on: no share counts them. */
  readonly unreadable: readonly Unreadable[];
  readonly candidates: readonly DefensePlan[];
  readonly rungs: readonly RungRecord[];
  /** Judged candidates that no other judged candidate beats in both, less clean accuracy first. */
  readonly front: readonly JudgedDefense[];
  /** Picked in the search, before anything was judged. */
  readonly chosen: JudgedDefense;
  /** Whether it kept enough of the clean accuracy in the search. */
  readonly keepsEnough: boolean;
  /** Compared transforms at all values of their parameters. */
  readonly compared: readonly JudgedDefense[];
  /** The chosen chain against each of them at equal clean accuracy, under each attack. */
  readonly comparisons: readonly FamilyComparison[];
}
