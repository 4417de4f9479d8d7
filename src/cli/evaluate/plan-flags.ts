import type { Command } from 'commander';

/** Flags as commander keeps them; one that may stand several times is a list. */
export type RawPlanFlags = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

const single = ['preset', 'data', 'limit', 'part', 'seed', 'repeats'] as const;
const repeatable = ['model', 'attack', 'defense'] as const;

/** All flags that make a plan, without dashes. */
export const planFlags: readonly string[] = [...single, ...repeatable, 'localisation'];

/** Collects the values of a flag that may stand several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Makes the flags of a plan known to the parser. */
export function addPlanFlags(command: Command): Command {
  for (const name of single) command.option(`--${name} <value>`);
  for (const name of repeatable) command.option(`--${name} <value>`, '', collect);
  return command.option('--localisation');
}

/** Whether flags make a plan, so that no file is needed. */
export function areAPlan(raw: RawPlanFlags): boolean {
  return planFlags.some((name) => raw[name] !== undefined);
}
