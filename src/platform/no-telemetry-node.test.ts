import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../test/support/built.js';
import { graph, node } from '../../test/support/onnx/build.js';
import { root } from '../../test/support/shared.js';

const models = pathToFileURL(join(root, 'dist', 'models', 'index.js')).href;
const bytes = graph({ inputs: { x: ['n', 3, 8, 8] }, output: 'y', nodes: [node('Flatten', ['x'], ['y'])] });

/** Loads and runs a model in a process with an empty home, and gives what is in that home afterwards. */
function filesLeft(environment: Record<string, string>): { files: string[]; stdout: string; stderr: string } {
  const home = mkdtempSync(join(tmpdir(), 'pixel-deflection-home-'));
  const source = `
    import { loadClassifier } from ${JSON.stringify(models)};
    const classifier = await loadClassifier(Buffer.from(${JSON.stringify(Buffer.from(bytes).toString('base64'))}, 'base64'), { model: { preset: 'tf' } });
    const picture = { width: 8, height: 8, channels: 3, data: new Uint8Array(192) };
    console.log((await classifier.classify(picture)).length);
    await classifier.dispose();
  `;
  try {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: home, ...environment },
    });
    return { files: readdirSync(home, { recursive: true }).map(String), stdout, stderr };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

describe('the runtime', () => {
  beforeAll(build, 120_000);

  it('keeps no record of its user', { timeout: 60_000 }, () => {
    expect(filesLeft({})).toEqual({ files: [], stdout: '5\n', stderr: '' });
  });

  it.runIf(process.platform === 'linux')('would keep one, and does for whoever wants it', { timeout: 60_000 }, () => {
    const { files, stdout } = filesLeft({ ORT_DISABLE_TELEMETRY: '0' });
    expect(stdout).toBe('5\n');
    expect(files.length).toBeGreaterThan(0);
  });
});
