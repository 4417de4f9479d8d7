import { oneLine } from '../../core/one-line.js';

/** Complaints of a plan that are shown: more than these are seldom read. */
export const mostShown = 10;

/** A plan that cannot be run as it was written: a usage error. */
export class PlanError extends Error {
  /** One for each thing that is wrong, safe to print: `plan.yaml:7:5: attacks[1].epsilon: Expected … but received …`. */
  readonly lines: readonly string[];

  constructor(lines: readonly string[], options?: ErrorOptions) {
    const shown = lines.slice(0, mostShown).map(oneLine);
    const more = lines.length - shown.length;
    if (more > 0) shown.push(`and ${more} more`);
    super(shown.join('\n'), options);
    this.lines = shown;
  }
}
