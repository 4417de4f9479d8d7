import type { Path } from '../plan/problems.js';

/**
 * A run that cannot be begun, or go on. The message is one line, safe to print.
 */
export class RunError extends Error {
  /** Whether what was asked for does not fit what is there (exit code 2); else the work itself failed. */
  readonly refused: boolean;
  /** Where in the plan the fault lies. Undefined where it is in no one place. */
  field: Path | undefined;

  constructor(message: string, options: ErrorOptions & { readonly refused?: boolean } = {}) {
    super(message, options);
    this.refused = options.refused ?? false;
  }
}

/** What was asked for does not fit what is there. */
export function refused(message: string): RunError {
  return new RunError(message, { refused: true });
}

/** The code of a failed call of the system, also where it is the cause of an error: `ENOSPC`. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return (error as NodeJS.ErrnoException).code ?? systemCode(error.cause);
}
