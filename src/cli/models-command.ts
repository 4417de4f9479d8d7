import type { Command } from 'commander';
import type { RawFlags } from './defend-options.js';

function withCard(command: Command): Command {
  for (const name of ['name', 'card', 'preset', 'size', 'resize', 'labels']) command.option(`--${name} <value>`);
  return command;
}

/** Makes `models list`, `info`, `pull`, `add`, `verify` and `path` known to the parser. */
export function addModelsCommands(models: Command, done: (exitCode: number) => void): void {
  const command = (usage: string): Command => models.command(usage).option('--models-dir <folder>');
  // Loaded when it is used: help and a mistyped flag need none of it.
  command('list')
    .option('--json')
    .action(async (raw: RawFlags) => done(await (await import('./models-list.js')).listCommand(raw)));
  command('info <name>')
    .option('--json')
    .action(async (name: string, raw: RawFlags) =>
      done(await (await import('./models-list.js')).infoCommand(name, raw)),
    );
  command('path <name>').action(async (name: string, raw: RawFlags) =>
    done(await (await import('./models-list.js')).pathCommand(name, raw)),
  );
  command('verify [names...]')
    .option('--json')
    .action(async (names: string[], raw: RawFlags) =>
      done(await (await import('./models-verify.js')).verifyCommand(names, raw)),
    );
  withCard(command('pull <model>'))
    .option('--sha256 <hex>')
    .action(async (model: string, raw: RawFlags) =>
      done(await (await import('./models-pull.js')).pullCommand(model, raw)),
    );
  withCard(command('add <file>')).action(async (file: string, raw: RawFlags) =>
    done(await (await import('./models-add.js')).addCommand(file, raw)),
  );
}
