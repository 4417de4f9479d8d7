import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';
import type { Manifest } from '../../src/evaluation/run/manifest.js';
import { temporaryFolder } from './picture-files.js';
import { root } from './shared.js';
import { simulatedManifest } from './simulated-run.js';

/** The code that simulated runs are for. */
export const simulatedCode = '0.0.0 simulated';

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export const simulatedModel = sha256('model');

const card = {
  name: 'model',
  input: {
    width: 16,
    height: 16,
    layout: 'NCHW',
    channelOrder: 'RGB',
    scale: 1,
    mean: [0, 0, 0],
    deviation: [1, 1, 1],
  },
  resize: 'stretch',
  output: 'logits',
  labels: Array.from({ length: 10 }, (_, i) => ({ id: `c${i}`, name: `class ${i}` })),
};

/** The manifest of a run whose jobs are simulated: 3 × (1 + 2) records for each picture. */
export function queueManifest(pictures: number, shardSize: number): Manifest {
  const simulated = simulatedManifest(pictures, { shardSize });
  return {
    ...simulated,
    plan: { ...simulated.plan, models: [{ name: 'model', source: 'model' }] },
    code: simulatedCode,
    models: [{ name: 'model', sha256: simulatedModel, card, width: 16, height: 16, classes: 10 }],
    data: { ...simulated.data, sha256: sha256('data') },
    images: simulated.images.map(({ id }, i) => ({ id, sha256: sha256(`picture${i}`), labels: [i % 10] })),
  };
}

/** A folder of such a run that was not begun. */
export function queueRunFolder(manifest: Manifest): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'shards'));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

/** The records of a run folder. */
export function recordsOf(folder: string): string {
  const path = join(folder, 'records.jsonl');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Shards of a run folder that are done. */
export function doneShards(folder: string): number {
  const journal = join(folder, 'shards.jsonl');
  const lines = existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 1 : 0;
  return lines + readdirSync(join(folder, 'shards')).length;
}

/** A process of a test, and all that it said. */
export interface Said {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** Everything on both streams so far. */
  text(): string;
  /** When it said this. @throws Error where it ends without it */
  says(what: string): Promise<void>;
}

function startScript(name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Said {
  const child = spawn(process.execPath, [join(root, 'test', 'support', name), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  scripts.add(child);
  return listen(child);
}

const scripts = new Set<ChildProcess>();

afterAll(() => {
  for (const child of scripts) child.kill('SIGKILL');
});

/** A driver of a run folder at a broker, ended after the tests of the file that asks for it. */
export function startDriver(folder: string, settings: object, env?: NodeJS.ProcessEnv): Said {
  return startScript('queue-driver.js', [folder, JSON.stringify(settings)], env);
}

/** A worker whose jobs of a lost one come back soon. */
export function startWorker(settings: object, env?: NodeJS.ProcessEnv): Said {
  const all = { name: 'worker', code: simulatedCode, models: [simulatedModel], lock: 2, ...settings };
  return startScript('queue-worker.js', [JSON.stringify(all)], env);
}

/** Records of the same run by the local engine, undisturbed. */
export async function localRecords(manifest: Manifest): Promise<string> {
  const folder = queueRunFolder(manifest);
  const computerModule = pathToFileURL(join(root, 'dist', 'evaluation', 'engine', 'local-computer.js')).href;
  const computer = { computerModule, settings: { places: { images: {}, models: {} } } };
  const run = startDriver(folder, { computer, milliseconds: 0 });
  if ((await run.ended) !== 0) throw new Error(run.text());
  return recordsOf(folder);
}

/** Follows what a process says. */
export function listen(child: ChildProcess): Said {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      child.emit('said');
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    ended,
    text: () => said,
    async says(what) {
      while (!said.includes(what)) {
        // oxlint-disable-next-line no-await-in-loop -- until it is said
        const end = await Promise.race([once(child, 'said').then(() => false), ended.then(() => true)]);
        if (end && !said.includes(what)) throw new Error(`ended without "${what}": ${said}`);
      }
    },
  };
}
