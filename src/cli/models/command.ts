import type { Command } from 'commander';
import { addValued, type RawFlags } from '../values.js';

function withCard(command: Command): Command {
  return addValued(command, ['name', 'card', 'preset', 'size', 'resize', 'labels']);
}

/** Makes `models list`, `info`, `pull`, `add`, `verify` and `path` known to the parser. */
export function addModelsCommands(models: Command, done: (exitCode: number) => void): void {
  const command = (usage: string): Command => models.command(usage).option('--models-dir <folder>');
  // Loaded when it is used: help and a mistyped flag need none of it.
  command('list')
    .option('--json')
    .action(async (raw: RawFlags) => done(await (await import('./list.js')).listCommand(raw)));
  command('info <name>')
    .option('--json')
    .action(async (name: string, raw: RawFlags) => done(await (await import('./list.js')).infoCommand(name, raw)));
  command('path <name>').action(async (name: string, raw: RawFlags) =>
    done(await (await import('./list.js')).pathCommand(name, raw)),
  );
  command('verify [names...]')
    .option('--json')
    .action(async (names: string[], raw: RawFlags) =>
      done(await (await import('./verify.js')).verifyCommand(names, raw)),
    );
  withCard(command('pull <model>'))
    .option('--sha256 <hex>')
    .action(async (model: string, raw: RawFlags) => done(await (await import('./pull.js')).pullCommand(model, raw)));
  withCard(command('add <file>')).action(async (file: string, raw: RawFlags) =>
    done(await (await import('./add.js')).addCommand(file, raw)),
  );
}
