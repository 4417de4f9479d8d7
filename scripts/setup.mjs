// What the other scripts share: they install and build for themselves, so that `npm start` and `npm test` work on a
// fresh clone.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the project. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Says on one line what is being done. */
export function say(text) {
  console.log(`> ${text}`);
}

/**
 * Runs a command in the root with the terminal of this process and gives its exit code. Ctrl-C stops the command first
 * and then this process.
 */
export async function run(command, args, env = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  let stopped;
  const stop = (signal) => {
    stopped = signal;
    child.kill(signal);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit, signal) => resolve(exit ?? 128 + constants.signals[signal]));
    });
    if (stopped) process.exit(128 + constants.signals[stopped]);
    return code;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** Runs a program of an installed package, such as `tsc` of typescript. */
export function runTool(name, program, args, env) {
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return run(process.execPath, [join(folder, typeof bin === 'string' ? bin : bin[program]), ...args], env);
}

/** Runs npm: the one that runs this script, where there is one. */
function runNpm(args) {
  const npm = process.env.npm_execpath;
  return npm?.endsWith('npm-cli.js') ? run(process.execPath, [npm, ...args]) : run('npm', args);
}

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

/** The latest change below a folder; a folder's own time tells of files that were removed. */
function newest(folder) {
  let latest = modified(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) latest = Math.max(latest, newest(path));
    else if (!entry.name.endsWith('.test.ts')) latest = Math.max(latest, modified(path));
  }
  return latest;
}

/** Installs the dependencies where node_modules is missing or older than package-lock.json. */
export async function install() {
  // npm writes this file when it has finished.
  const done = modified(join(root, 'node_modules', '.package-lock.json'));
  if (done > 0 && done >= modified(join(root, 'package-lock.json'))) return;
  say(done > 0 ? 'package-lock.json has changed: npm ci' : 'no dependencies yet: npm ci');
  const code = await runNpm(['ci']);
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}`);
}

/** Builds where dist is missing or older than what it is made from. */
export async function buildIfOld() {
  const sources = Math.max(
    newest(join(root, 'src')),
    newest(join(root, 'assembly')),
    ...['package.json', 'tsconfig.json', 'tsconfig.build.json'].map((file) => modified(join(root, file))),
  );
  const built = modified(join(root, 'dist', 'index.js'));
  if (built >= sources) return;
  say(built > 0 ? 'dist is older than src: building' : 'no dist yet: building');
  const code = await run(process.execPath, [join(root, 'scripts', 'build.mjs')]);
  if (code !== 0) throw new Error(`the build failed with exit code ${code}`);
}

/** Runs the work of a script; a failure becomes one line and exit code 1. */
export async function main(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    console.error(`Error: ${error.message}`);
    process.exitCode = 1;
  }
}
