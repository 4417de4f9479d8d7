#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { oneLine } from '../core/one-line.js';
import { redactMessage } from '../evaluation/engine/queue/redis-url.js';
import { PlanError } from '../evaluation/plan/errors.js';
import { attackHelp } from './attack/help.js';
import { addAttackFlags, readAttackFlags } from './attack/options.js';
import { classifyHelp } from './classify/help.js';
import { addClassifyFlags, readClassifyFlags } from './classify/options.js';
import { defendHelp } from './defend/help.js';
import { addDefendFlags, readDefendFlags } from './defend/options.js';
import { demoHelp } from './demo/help.js';
import { addDemoFlags, readDemoFlags } from './demo/options.js';
import { UsageError } from './errors.js';
import { evaluateHelp } from './evaluate/help.js';
import { addEvaluateFlags, readEvaluateFlags } from './evaluate/options.js';
import { exportHelp } from './export/help.js';
import { addExportFlags, readExportFlags } from './export/options.js';
import { mainHelp } from './help.js';
import { mapHelp } from './map/help.js';
import { addMapFlags, readMapFlags } from './map/options.js';
import { addModelsCommands } from './models/command.js';
import { modelsHelp } from './models/help.js';
import { patchesHelp } from './patches/help.js';
import { addPatchesFlags, readPatchesFlags } from './patches/options.js';
import { tuneHelp } from './tune/help.js';
import { addTuneFlags, readTuneFlags } from './tune/options.js';
import { reportHelp } from './report/help.js';
import { addReportFlags, readReportFlags } from './report/options.js';
import { stopUnread } from './run/stop.js';
import type { RawFlags } from './values.js';
import { workerHelp } from './worker/help.js';
import { addWorkerFlags, readWorkerFlags } from './worker/options.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** The message of the parser on one line: "error: unknown option '--sede'\n(Did you mean --seed?)". */
function parserMessage({ message }: CommanderError): string {
  return message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)$/, ' (did you mean $1?)');
}

/** An address with a password may stand in any place of a command line that is mistyped. */
function say(message: string): void {
  process.stderr.write(`pixel-deflection: ${redactMessage(oneLine(message), process.argv.slice(2))}\n`);
}

/** Says in one line what went wrong, or of a plan in a line for each thing. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // No command: the help was printed.
    if (error.code === 'commander.help') return 2;
    say(parserMessage(error));
    return 2;
  }
  if (error instanceof PlanError) {
    for (const line of error.lines) say(line);
    return 2;
  }
  say(error instanceof Error ? error.message : String(error));
  return error instanceof UsageError ? 2 : 1;
}

function quietly(command: Command, help: string): Command {
  return command
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .configureHelp({ formatHelp: () => help });
}

/** A command whose flags are checked before it is loaded: it is large, and neither help nor a mistyped flag needs it. */
interface Known<I, F> {
  readonly usage: string;
  readonly help: string;
  readonly addFlags: (command: Command) => Command;
  readonly readFlags: (raw: RawFlags) => F;
  readonly load: () => Promise<(inputs: I, flags: F) => Promise<number>>;
}

function parser(done: (exitCode: number) => void): Command {
  const program = quietly(new Command('pixel-deflection'), mainHelp).version(version);
  function add<I, F>({ usage, help, addFlags, readFlags, load }: Known<I, F>): void {
    addFlags(quietly(program.command(usage), help)).action(async (inputs: I, raw: RawFlags) => {
      const flags = readFlags(raw);
      done(await (await load())(inputs, flags));
    });
  }
  add({
    usage: 'demo [image]',
    help: demoHelp,
    addFlags: addDemoFlags,
    readFlags: readDemoFlags,
    load: async () => (await import('./demo/command.js')).demoCommand,
  });
  add({
    usage: 'defend <inputs...>',
    help: defendHelp,
    addFlags: addDefendFlags,
    readFlags: readDefendFlags,
    load: async () => (await import('./defend/command.js')).defendCommand,
  });
  add({
    usage: 'classify <inputs...>',
    help: classifyHelp,
    addFlags: addClassifyFlags,
    readFlags: readClassifyFlags,
    load: async () => (await import('./classify/command.js')).classifyCommand,
  });
  add({
    usage: 'attack [inputs...]',
    help: attackHelp,
    addFlags: addAttackFlags,
    readFlags: readAttackFlags,
    load: async () => (await import('./attack/command.js')).attackCommand,
  });
  add({
    usage: 'evaluate [plan]',
    help: evaluateHelp,
    addFlags: addEvaluateFlags,
    readFlags: readEvaluateFlags,
    load: async () => (await import('./evaluate/command.js')).evaluateCommand,
  });
  add({
    usage: 'map <inputs...>',
    help: mapHelp,
    addFlags: addMapFlags,
    readFlags: readMapFlags,
    load: async () => (await import('./map/command.js')).mapCommand,
  });
  add({
    usage: 'patches <inputs...>',
    help: patchesHelp,
    addFlags: addPatchesFlags,
    readFlags: readPatchesFlags,
    load: async () => (await import('./patches/command.js')).patchesCommand,
  });
  add({
    usage: 'report <run>',
    help: reportHelp,
    addFlags: addReportFlags,
    readFlags: readReportFlags,
    load: async () => (await import('./report/command.js')).reportCommand,
  });
  add({
    usage: 'export <run>',
    help: exportHelp,
    addFlags: addExportFlags,
    readFlags: readExportFlags,
    load: async () => (await import('./export/command.js')).exportCommand,
  });
  addModelsCommands(quietly(program.command('models'), modelsHelp), done);
  addTuneFlags(quietly(program.command('tune'), tuneHelp)).action(async (raw: RawFlags) => {
    const flags = readTuneFlags(raw);
    done(await (await import('./tune/command.js')).tuneCommand(flags));
  });
  addWorkerFlags(quietly(program.command('worker'), workerHelp)).action(async (raw: RawFlags) => {
    const flags = readWorkerFlags(raw);
    done(await (await import('./worker/command.js')).workerCommand(flags));
  });
  return program;
}

// ONNX Runtime collects usage data unless told not to before any thread loads it (what a thread sets is seen by the thread
// alone), and while it does, a command line of 15 kB, or some 500 file names, ends the process with a stack overflow.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

// Whoever reads the results has seen enough (`… | head`): what is under way ends as with Ctrl-C.
process.stdout.on('error', stopUnread);
process.stderr.on('error', () => {});

try {
  await parser((exitCode) => {
    process.exitCode = exitCode;
  }).parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
