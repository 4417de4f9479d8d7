import type { Command } from 'commander';
import { denoiserNames } from '../defenses/denoisers.js';
import { flagName, flagsOf, isSwitch } from './flags.js';

/** Flags of `defend` that take a value, apart from those of the denoisers; the help tells what they mean. */
const valued =
  'format quality show workers preset deflections window size algorithm map bias seed random denoiser'.split(' ');

/** Makes the flags of `defend` known to the parser. Values stay text: `readDefendFlags` checks them all at once. */
export function addDefendFlags(command: Command): Command {
  command.requiredOption('-o, --output <path>').option('--json').option('--no-scale');
  for (const name of valued) command.option(`--${name} <value>`);
  const denoisers = new Map(denoiserNames.flatMap((name) => flagsOf(name)).map((flag) => [flagName(flag), flag]));
  for (const [name, flag] of denoisers) {
    // Both forms: with `--no-…` alone, the parser would take the flag for given.
    if (isSwitch(flag)) command.option(`--${name}`).option(`--no-${name}`);
    else command.option(`--${name} <value>`);
  }
  return command;
}
