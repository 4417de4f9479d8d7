import { availableParallelism } from 'node:os';
import { integer, knownOptions } from '../../core/checks.js';
import { oneLine } from '../../core/one-line.js';
import type { ShardComputer } from '../shard/shard.js';
import { type Engine, EngineError, type EngineOptions, type ShardSource } from './engine.js';
import { Handout, shardWords } from './handout.js';
import { type ComputerSource, failedWork, openFrom } from './local-messages.js';
import { LocalRun } from './local-run.js';

/** Options of `localEngine`. */
export interface LocalEngineOptions {
  /** Child processes, each with a computer of its own: 0 to 256, 0 for none but this process. Default: one for each core. */
  workers?: number;
  /** Address of a module that exports `openComputer(settings)`: `file:///…/computer.js`. */
  computerModule: string;
  /** JSON for `openComputer`. */
  settings: unknown;
}

/** What could not be done, in one line. @returns undefined where nothing failed */
function failureOf({ failed }: Handout, source: ShardSource): EngineError | undefined {
  if (failed.length === 0) return undefined;
  const [{ index, reason }] = failed.toSorted((a, b) => a.index - b.index);
  const many = failed.length === 1 ? 'A shard' : `${failed.length} shards`;
  const which = failed.length === 1 ? '' : 'the first is ';
  const words = oneLine(`${which}shard ${index} (${shardWords(source.at(index))}): ${reason}`);
  return new EngineError(`${many} of ${source.count} could not be done, ${words}`);
}

/** The work in this process, shard by shard. */
async function runHere(computer: ShardComputer, source: ShardSource, options: EngineOptions): Promise<void> {
  const { signal, onResult } = options;
  const handout = new Handout(source);
  for (let task = handout.take(); task !== undefined; task = handout.take()) {
    signal.throwIfAborted();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const result = await computer.compute(source.at(task.index), signal).catch(failedWork);
    signal.throwIfAborted();
    // oxlint-disable-next-line no-await-in-loop
    if ('key' in result) await onResult(result);
    else if (result.hopeless) throw new EngineError(result.reason);
    else handout.fail(task.index, result.reason);
  }
  const failure = failureOf(handout, source);
  if (failure !== undefined) throw failure;
}

/**
 * An engine of child processes on this machine, each with one computer, one shard at a time and the next one at hand. A
 * child that dies is replaced and its shard given again, up to three times; then that shard has failed, the others go on,
 * and the run ends with an `EngineError`. Children end with the process that began them, however that ends.
 */
export function localEngine(options: LocalEngineOptions): Engine {
  knownOptions(options, 'localEngine', ['workers', 'computerModule', 'settings']);
  const workers = integer(options.workers ?? availableParallelism(), 'workers', 0, 256);
  const computerSource: ComputerSource = { module: options.computerModule, settings: options.settings };
  let here: Promise<ShardComputer> | undefined;
  return {
    name: 'local',
    run: async (source, runOptions) => {
      if (workers === 0) {
        here ??= openFrom(computerSource);
        await runHere(await here, source, runOptions);
        return;
      }
      const handout = new Handout(source);
      await new LocalRun(workers, computerSource, source, handout, runOptions).run();
      const failure = failureOf(handout, source);
      if (failure !== undefined) throw failure;
    },
    dispose: async () => {
      const computer = await here?.catch(() => undefined);
      here = undefined;
      await computer?.dispose();
    },
  };
}
