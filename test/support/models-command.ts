import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { build, run } from './built.js';
import { fileServer, good, sha256 } from './file-server.js';
import { graph, node, randomTensor } from './onnx/build.js';
import { temporaryFolder } from './picture-files.js';

// What the tests of `pixel-deflection models` have in common: a model, a server that has it, an empty store.

beforeAll(build, 120_000);

/** A classifier of 4 classes whose input is [N, 3, 8, 10], with some weight to carry. */
export const model = Buffer.from(
  graph({
    inputs: { x: ['N', 3, 8, 10] },
    output: 'y',
    nodes: [node('Flatten', ['x'], ['f']), node('MatMul', ['f', 'a'], ['h']), node('MatMul', ['h', 'b'], ['y'])],
    weights: { a: randomTensor([240, 300], 1), b: randomTensor([300, 4], 2) },
  }),
);
export const hash = sha256(model);
export const names = ['ant', 'bee', 'cat', 'dog'];
export const server = await fileServer(good(model));

/** A folder with the model and its labels, where commands are run. */
export let folder: string;
/** The store. */
export let store: string;

beforeEach(() => {
  folder = temporaryFolder();
  store = join(folder, 'store');
  vi.stubEnv('PIXEL_DEFLECTION_MODELS', store);
  server.handler = good(model);
  server.requests.length = 0;
  writeFileSync(join(folder, 'mine.onnx'), model);
  writeFileSync(join(folder, 'names.txt'), `${names.join('\n')}\n`);
});
afterEach(() => vi.unstubAllEnvs());

export const asTorchvision = ['--preset', 'torchvision', '--labels', 'names.txt'];

export async function models(...args: string[]) {
  return run(['models', ...args], folder);
}

/** A run that fails with one line; gives that line. */
export async function failed(code: number, ...args: string[]): Promise<string> {
  const result = await models(...args);
  const lines = result.stderr.split('\n').filter((line) => !line.startsWith('{'));
  expect({ code: result.code, stdout: result.stdout, lines }).toEqual({
    code,
    stdout: '',
    lines: [expect.stringMatching(/^pixel-deflection: /), ''],
  });
  return lines[0];
}

export function card(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(store, `${name}.json`), 'utf8')) as Record<string, unknown>;
}

export function pullArguments(...more: string[]): string[] {
  return ['pull', `${server.base}/net.onnx`, '--sha256', hash, ...asTorchvision, ...more];
}
