#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { oneLine } from '../core/one-line.js';
import { readClassifyFlags } from './classify-options.js';
import { addClassifyFlags, addDefendFlags, addMapFlags } from './defend-flags.js';
import { type RawFlags, readDefendFlags } from './defend-options.js';
import { addDemoFlags, readDemoFlags } from './demo-options.js';
import { UsageError } from './errors.js';
import { classifyHelp, defendHelp, demoHelp, mainHelp, mapHelp, patchesHelp } from './help.js';
import { readMapFlags } from './map-options.js';
import { addModelsCommands } from './models-command.js';
import { modelsHelp } from './models-help.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** The message of the parser on one line: "error: unknown option '--sede'\n(Did you mean --seed?)". */
function parserMessage({ message }: CommanderError): string {
  return message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)$/, ' (did you mean $1?)');
}

/** Says in one line what went wrong. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // No command: the help was printed.
    if (error.code === 'commander.help') return 2;
    process.stderr.write(`pixel-deflection: ${oneLine(parserMessage(error))}\n`);
    return 2;
  }
  process.stderr.write(`pixel-deflection: ${oneLine(error instanceof Error ? error.message : String(error))}\n`);
  return error instanceof UsageError ? 2 : 1;
}

function quietly(command: Command, help: string): Command {
  return command
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .configureHelp({ formatHelp: () => help });
}

function parser(done: (exitCode: number) => void): Command {
  const program = quietly(new Command('pixel-deflection'), mainHelp).version(version);
  addDefendFlags(quietly(program.command('defend <inputs...>'), defendHelp)).action(
    async (inputs: string[], raw: RawFlags) => {
      const flags = readDefendFlags(raw);
      // Loaded when it is used: the decoder is large, and neither help nor a mistyped flag needs it.
      const { defendCommand } = await import('./defend-command.js');
      done(await defendCommand(inputs, flags));
    },
  );
  addClassifyFlags(quietly(program.command('classify <inputs...>'), classifyHelp)).action(
    async (inputs: string[], raw: RawFlags) => {
      const flags = readClassifyFlags(raw);
      const { classifyCommand } = await import('./classify-command.js');
      done(await classifyCommand(inputs, flags));
    },
  );
  addMapFlags(quietly(program.command('map <inputs...>'), mapHelp)).action(async (inputs: string[], raw: RawFlags) => {
    const flags = readMapFlags(raw);
    const { mapCommand } = await import('./map-command.js');
    done(await mapCommand(inputs, flags));
  });
  addDemoFlags(quietly(program.command('demo [image]'), demoHelp)).action(
    async (image: string | undefined, raw: RawFlags) => {
      const flags = readDemoFlags(raw);
      const { demoCommand } = await import('./demo-command.js');
      done(await demoCommand(image, flags));
    },
  );
  quietly(program.command('patches <inputs...>'), patchesHelp)
    .requiredOption('-o, --output <path>')
    .option('--count <value>')
    .option('--patch-size <value>')
    .option('--seed <value>')
    .action(async (inputs: string[], raw: RawFlags) => {
      const { patchesCommand } = await import('./patches-command.js');
      done(await patchesCommand(inputs, raw));
    });
  addModelsCommands(quietly(program.command('models'), modelsHelp), done);
  return program;
}

// ONNX Runtime collects usage data unless told not to before any thread loads it (what a thread sets is seen by the thread
// alone), and while it does, a command line of 15 kB, or some 500 file names, ends the process with a stack overflow.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

// Whoever reads the results has seen enough (`… | head`): what is under way ends as with Ctrl-C.
process.stdout.on('error', () => {
  if (!process.emit('SIGPIPE', 'SIGPIPE')) process.exit(141);
});
process.stderr.on('error', () => {});

try {
  await parser((exitCode) => {
    process.exitCode = exitCode;
  }).parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
