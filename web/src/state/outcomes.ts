import type { BreakPoint, ClassRef, StageRow } from '../worker/protocol.js';

/** How one picture fares in every stage: what is counted are draws. */
export interface PictureOutcomes {
  readonly scope: 'picture';
  /** The class that the classifier names for the clean picture, and the one that the attack raised. */
  readonly label: ClassRef;
  readonly rival: ClassRef;
  /** Whether the attack worked. */
  readonly fooled: boolean;
  readonly rows: readonly StageRow[];
}

/** One sample that the classifier gets right before the attack. */
export interface SampleOutcome {
  readonly name: string;
  readonly fooled: boolean;
  readonly rows: readonly StageRow[];
}

/** How the samples fare: what is counted are pictures. */
export interface SampleOutcomes {
  readonly scope: 'samples';
  /** How many there are. */
  readonly of: number;
  readonly pictures: readonly SampleOutcome[];
  /** Names of those that are not counted: the classifier gets them wrong before the attack, or does not have their class. */
  readonly wrong: readonly string[];
  readonly unknown: readonly string[];
}

/** The table of stages, as far as it is made. */
export type Outcomes = PictureOutcomes | SampleOutcomes;

/** What is left of a defense for several ε, as far as it is made. */
export interface Broken {
  readonly label: ClassRef;
  /** Of the attacker who ignores the defense, and of the one who knows it; in the order of ε. */
  readonly points: readonly BreakPoint[];
}

/** Whether the true class is first in most draws. */
export function mostlyRight({ right, draws }: { right: number; draws: number }): boolean {
  return 2 * right > draws;
}
