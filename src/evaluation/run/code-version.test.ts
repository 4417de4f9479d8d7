import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { build } from '../../../test/support/built.js';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { root } from '../../../test/support/shared.js';
import { codeVersion, hashCode } from './code-version.js';
import { machineFacts } from './machine.js';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

describe('codeVersion', () => {
  it('is that of the package and 12 digits of a hash, from the sources too', async () => {
    const said = await codeVersion();
    expect(said.startsWith(`${version}+`)).toBe(true);
    expect(said.slice(version.length)).toMatch(/^\+[0-9a-f]{12}$/);
    expect(await codeVersion()).toBe(said);
  });

  it('is found where the package was built, in another process', async () => {
    await build();
    const module = pathToFileURL(join(root, 'dist', 'evaluation', 'run', 'code-version.js')).href;
    const script = `import(${JSON.stringify(module)}).then(async (m) => process.stdout.write(await m.codeVersion()))`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\S*\+[0-9a-f]{12}$/);
    // Other files than the sources.
    expect(stdout).not.toBe(await codeVersion());
  });
});

describe('hashCode', () => {
  it('changes with code that decides records, and with no other file', async () => {
    const folder = temporaryFolder();
    cpSync(join(root, 'src'), folder, { recursive: true });
    const hash = () => hashCode(folder, '.ts');
    const change = (file: string, edit: (text: string) => string) => {
      const path = join(folder, file);
      writeFileSync(path, edit(readFileSync(path, 'utf8')));
    };
    const before = await hash();
    change('report/html.ts', (text) => `${text}\n// more`);
    change('core/image.test.ts', (text) => `${text}\n// more`);
    change('core/image.ts', (text) => text.replaceAll('\n', '\r\n'));
    writeFileSync(join(folder, 'core', 'image.d.ts'), '');
    expect(await hash()).toBe(before);
    const others: string[] = [];
    for (const file of [
      'core/image.ts',
      'evaluation/shard/shard.ts',
      'platform/ort-node.ts',
      'models/onnx/onnx_pb.ts',
    ]) {
      change(file, (text) => `${text}\n// more`);
      // oxlint-disable-next-line no-await-in-loop -- one change after the other
      others.push(await hash());
    }
    writeFileSync(join(folder, 'attacks', 'new.ts'), '');
    others.push(await hash());
    renameSync(join(folder, 'attacks', 'new.ts'), join(folder, 'attacks', 'newer.ts'));
    others.push(await hash());
    expect(new Set([before, ...others]).size).toBe(7);
  });
});

describe('machineFacts', () => {
  it('names what the records were made on', () => {
    const facts = machineFacts();
    const runtime = join(root, 'node_modules', 'onnxruntime-node', 'package.json');
    expect(facts).toMatchObject({
      platform: process.platform,
      arch: process.arch,
      node: process.version,
      onnxruntime: (JSON.parse(readFileSync(runtime, 'utf8')) as { version: string }).version,
    });
    expect(facts.cpu).not.toBe('');
    expect(facts.cores).toBeGreaterThanOrEqual(1);
  });
});
