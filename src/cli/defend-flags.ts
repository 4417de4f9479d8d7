import type { Command } from 'commander';
import { denoiserNames } from '../defenses/denoisers.js';
import { flagName, flagsOf, isSwitch } from './flags.js';
import { addModelFlags } from './model-flags.js';

/** Flags of the defense itself that take a value, apart from those of the denoisers; the help tells what they mean. */
const defense = 'preset deflections window algorithm bias seed denoiser'.split(' ');
const defend = 'format quality show workers size map random'.split(' ');
const classify = 'workers top map ensemble vote'.split(' ');

function addValued(command: Command, names: readonly string[]): void {
  for (const name of names) command.option(`--${name} <value>`);
}

/** The flags that make a defense, in every command that has one. */
function addDefense(command: Command): Command {
  command.option('--no-scale');
  addValued(command, defense);
  const denoisers = new Map(denoiserNames.flatMap((name) => flagsOf(name)).map((flag) => [flagName(flag), flag]));
  for (const [name, flag] of denoisers) {
    // Both forms: with `--no-…` alone, the parser would take the flag for given.
    if (isSwitch(flag)) command.option(`--${name}`).option(`--no-${name}`);
    else command.option(`--${name} <value>`);
  }
  return command;
}

/** Makes the flags of `defend` known to the parser. Values stay text: `readDefendFlags` checks them all at once. */
export function addDefendFlags(command: Command): Command {
  command.requiredOption('-o, --output <path>').option('--json');
  addValued(command, defend);
  return addModelFlags(addDefense(command));
}

/** Makes the flags of `classify` known to the parser. */
export function addClassifyFlags(command: Command): Command {
  command.option('--json').option('--defend');
  addValued(command, classify);
  return addModelFlags(addDefense(command));
}

/** Makes the flags of `map` known to the parser. */
export function addMapFlags(command: Command): Command {
  command.requiredOption('-o, --output <path>').option('--json').option('--overlay');
  addValued(command, ['workers', 'kind', 'top', 'aggregate']);
  return addModelFlags(command);
}

/** The flags of `classify` that mean nothing without `--defend`, by name. */
export const defenseFlags: readonly string[] = [
  ...new Set([...defense, 'map', 'ensemble', 'vote', ...denoiserNames.flatMap((name) => flagsOf(name).map(flagName))]),
];
