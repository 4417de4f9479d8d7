import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './shared.js';

/** The built command line. */
export const command = join(root, 'dist', 'cli', 'main.js');

const longestBuild = 300_000;

function newestSource(): number {
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true });
  const sources = files.filter((file) => file.isFile() && file.name.endsWith('.ts') && !file.name.endsWith('.test.ts'));
  return Math.max(...sources.map((file) => statSync(join(file.parentPath, file.name)).mtimeMs));
}

function isBuilt(): boolean {
  return existsSync(command) && statSync(command).mtimeMs >= newestSource();
}

function compile(): void {
  const started = new Date();
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const run = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`The build failed:\n${run.stdout}${run.stderr}`);
  chmodSync(command, 0o755);
  // As old as the beginning of the build: what was edited meanwhile is newer.
  utimesSync(command, started, started);
}

function takeLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > longestBuild) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

/** Something that is built from sources. */
export interface Building {
  /** A folder that is there while a process builds. */
  readonly lock: string;
  isBuilt(): boolean;
  compile(): void;
}

/** Builds what is missing or older than its sources; of several processes one builds, the others wait. */
export async function buildOnce({ lock, isBuilt, compile }: Building): Promise<void> {
  while (!isBuilt()) {
    if (takeLock(lock)) {
      try {
        if (!isBuilt()) compile();
      } finally {
        rmSync(lock, { recursive: true, force: true });
      }
    } else {
      // oxlint-disable-next-line no-await-in-loop -- waits for another process
      await sleep(50);
    }
  }
}

/** Builds `dist` where it is missing or older than the sources. */
export function build(): Promise<void> {
  return buildOnce({ lock: join(root, 'node_modules', '.building-dist'), isBuilt, compile });
}

/** What became of a run of the command line. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built command line, to be followed while it runs. */
export function start(
  args: readonly string[],
  cwd: string,
): { child: ChildProcessWithoutNullStreams; ended: Promise<Run> } {
  const child = spawn(process.execPath, [command, ...args], { cwd });
  child.stdin.end();
  const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
  const ended = new Promise<Run>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        code,
        stdout: Buffer.concat(chunks.stdout).toString(),
        stderr: Buffer.concat(chunks.stderr).toString(),
      });
    });
  });
  return { child, ended };
}

/** Runs the built command line in a folder. */
export function run(args: readonly string[], cwd: string): Promise<Run> {
  return start(args, cwd).ended;
}

/** Names of all files below a folder, with slashes, hidden ones too; none where there is no folder. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll(sep, '/'),
    )
    .toSorted();
}
