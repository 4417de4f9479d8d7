import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { oneLine } from '../../core/one-line.js';
import type { ShardJob } from '../shard/shard.js';
import type { ComputerSource, FromChild, ToChild } from './local-messages.js';

/** Bytes of what a process says before it dies that are kept. */
const lastWords = 4000;

/** What a child process tells its engine. */
export interface WorkerEvents {
  readonly onMessage: (message: FromChild) => void;
  /** It ended without being told to. @param how in a few words */
  readonly onLost: (how: string) => void;
}

/** The line that tells most of why a process died. */
function tellingLine(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /FATAL ERROR|^\w*Error\b/.test(line)) ?? lines.at(-1);
}

/** A child process that computes shards. */
export class LocalWorker {
  readonly #child: ChildProcess;
  #ended = false;

  constructor(source: ComputerSource, { onMessage, onLost }: WorkerEvents) {
    this.#child = fork(fileURLToPath(new URL('./local-child.js', import.meta.url)), {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // The driver's own flags (such as those of a debugger) are not for its children.
      execArgv: [],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    });
    let said = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-lastWords)));
    this.#child.on('message', (message: FromChild) => {
      if (!this.#ended) onMessage(message);
    });
    const lost = (how: string): void => {
      if (this.#ended) return;
      this.#ended = true;
      const line = tellingLine(said);
      onLost(line === undefined ? how : `${how}: ${oneLine(line)}`);
    };
    this.#child.on('error', (error) => lost(oneLine(error.message)));
    // Not `exit`: what it said may still be on its way.
    this.#child.on('close', (code, signal) => lost(signal ?? `exit code ${code}`));
    this.#send({ start: source });
  }

  give(job: ShardJob): void {
    this.#send({ job });
  }

  #send(message: ToChild): void {
    // A child that is gone is told of by its end.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** Ends the process at once, also within a run of a model; nothing is heard from it any more. */
  end(): void {
    this.#ended = true;
    this.#child.kill('SIGKILL');
  }
}
