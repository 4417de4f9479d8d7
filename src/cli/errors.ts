/** A command that cannot be carried out as it was typed: exit code 2. The message is one line, safe to print. */
export class UsageError extends Error {}

/** Work that was begun and failed: exit code 1. The message is one line, safe to print. */
export class WorkError extends Error {}
