import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command, filesBelow, run } from './support/built.js';
import { sha256 } from './support/file-server.js';
import {
  asTorchvision,
  card,
  failed,
  folder,
  hash,
  model,
  models,
  names,
  pullArguments,
  server,
  store,
} from './support/models-command.js';
import { graph, node } from './support/onnx/build.js';
import { describeShared, shared } from './support/shared.js';

/** Whether other users can read a file and all folders above it: the superuser, who writes everywhere, must borrow one. */
function everybodyReads(path: string): boolean {
  if (process.getuid?.() !== 0) return true;
  return (statSync(path).mode & 0o004) !== 0 && (dirname(path) === path || everybodyReads(dirname(path)));
}

describe('models add', () => {
  it('copies a model with its whole card into the folder', async () => {
    const { code, stdout, stderr } = await models('add', 'mine.onnx', ...asTorchvision);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: `✓ mine · 0.3 MB · 4 classes · ${join(store, 'mine.onnx')}\n`,
    });
    expect(readdirSync(store)).toEqual(['mine.json', 'mine.onnx']);
    expect(sha256(readFileSync(join(store, 'mine.onnx')))).toBe(hash);
    expect(card('mine')).toEqual({
      name: 'mine',
      input: {
        width: 10,
        height: 8,
        layout: 'NCHW',
        channelOrder: 'RGB',
        scale: 1 / 255,
        mean: [0.485, 0.456, 0.406],
        deviation: [0.229, 0.224, 0.225],
      },
      resize: 'crop',
      output: 'logits',
      labels: names.map((name) => ({ id: name, name })),
      sha256: hash,
      bytes: model.length,
    });
    expect(readFileSync(join(store, 'mine.json'), 'utf8')).toContain('    { "id": "ant", "name": "ant" },\n');
  });

  it('takes the card that lies beside the file, or another one, with flags before both', async () => {
    const input = { channelOrder: 'BGR', scale: 1, mean: [1, 2, 3], deviation: [4, 5, 6] };
    writeFileSync(join(folder, 'mine.json'), JSON.stringify({ input, labels: names, license: 'MIT' }));
    expect((await models('add', 'mine.onnx', '--name', 'a', '--resize', 'stretch')).code).toBe(0);
    expect(card('a')).toMatchObject({ input, license: 'MIT', resize: 'stretch' });
    writeFileSync(join(folder, 'other.json'), JSON.stringify({ preset: 'caffe', labels: names.toReversed() }));
    expect((await models('add', 'mine.onnx', '--name', 'b', '--card', 'other.json')).code).toBe(0);
    expect(card('b')).toMatchObject({ input: { channelOrder: 'BGR', mean: [103.939, 116.779, 123.68] } });
    expect(card('b')).not.toHaveProperty('license');
    const flags = ['--card', 'other.json', '--preset', 'tf', '--labels', 'names.txt'];
    expect((await models('add', 'mine.onnx', '--name', 'c', ...flags)).code).toBe(0);
    expect(card('c')).toMatchObject({ input: { channelOrder: 'RGB', scale: 1 / 127.5, mean: [1, 1, 1] } });
    expect(card('c').labels).toEqual(names.map((name) => ({ id: name, name })));
  });

  it('replaces the card of the same file, and no other file', async () => {
    await models('add', 'mine.onnx', ...asTorchvision);
    expect((await models('add', 'mine.onnx', '--preset', 'tf', '--labels', 'names.txt')).code).toBe(0);
    expect(card('mine')).toMatchObject({ input: { mean: [1, 1, 1] } });
    const other = graph({ inputs: { x: ['N', 3, 8, 10] }, output: 'y', nodes: [node('Flatten', ['x'], ['y'])] });
    writeFileSync(join(folder, 'other.onnx'), other);
    const message = await failed(1, 'add', 'other.onnx', '--name', 'mine', '--preset', 'tf');
    expect(message).toContain('mine.onnx: is another file: choose another --name, or delete it');
    expect(sha256(readFileSync(join(store, 'mine.onnx')))).toBe(hash);
    expect(card('mine')).toMatchObject({ sha256: hash });
  });

  it('says in one line what is wrong, and adds nothing', async () => {
    writeFileSync(join(folder, 'cut.onnx'), model.subarray(0, -20));
    writeFileSync(join(folder, 'empty.onnx'), '');
    writeFileSync(join(folder, 'three.json'), '["a", "b", "c"]');
    writeFileSync(join(folder, 'bad.json'), '{ "inputs": {} }');
    writeFileSync(join(folder, 'resnet50.onnx'), model);
    const cases: [args: string, code: number, message: RegExp][] = [
      ['nowhere.onnx --preset tf', 1, /nowhere\.onnx: does not exist/],
      ['cut.onnx --preset tf', 1, /cut: is not an ONNX model, or is cut short/],
      ['empty.onnx --preset tf', 1, /empty: is empty, expected an ONNX model/],
      ['mine.onnx', 1, /does not say how pictures enter it: give --preset torchvision, tf or caffe, or a card with/],
      ['mine.onnx --preset tf --labels three.json', 1, /gives 4 scores per picture, its card has 3 labels/],
      ['mine.onnx --preset tf --labels bad.json', 1, /bad\.json: .* expected names of classes/],
      ['mine.onnx --preset tf --size 224', 1, /its card says 224 × 224 pixels in NCHW/],
      ['mine.onnx --card bad.json', 1, /bad\.json: Expected only .* for fields of the card but received "inputs"/],
      ['mine.onnx --card nowhere.json', 1, /nowhere\.json: does not exist/],
      ['mine.onnx --preset keras', 2, /'torchvision', 'tf', 'caffe' for --preset but received "keras"/],
      ['mine.onnx --resize fit', 2, /for --resize but received "fit"/],
      ['mine.onnx --size 0', 2, /for --size but received "0"/],
      ['mine.onnx --preset tf --name ../up', 2, /dashes and underscores for --name but received "\.\.\/up"/],
      ['mine.onnx --preset tf --name resnet50', 2, /resnet50: is a name of the catalog, for the SHA-256 3f03fdef/],
      ['resnet50.onnx --preset tf', 2, /resnet50: is a name of the catalog/],
      ['mine.onnx --preset tf --json', 2, /unknown option '--json'/],
      ['', 2, /missing required argument 'file'/],
    ];
    for (const [args, code, message] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- all in one folder, which is looked at after each
      expect(await failed(code, 'add', ...args.split(' ').filter(Boolean)), args).toMatch(message);
      expect(filesBelow(store)).toEqual([]);
    }
  });

  it('says what is wrong with the folder', async () => {
    const message = await failed(1, 'add', 'mine.onnx', ...asTorchvision, '--models-dir', 'names.txt/below');
    expect(message).toMatch(/names\.txt\/below: .*, expected a folder for models that can be written to$/);
    expect(await failed(2, 'list', '--models-dir', '')).toMatch(/for --models-dir but received ""$/);
  });

  it.skipIf(process.platform === 'win32' || !everybodyReads(command))('leaves a read-only folder as it is', () => {
    mkdirSync(store, { mode: 0o555 });
    chmodSync(folder, 0o755);
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    for (const args of [['add', 'mine.onnx', ...asTorchvision], pullArguments()]) {
      const all = [command, 'models', ...args];
      const { status, stderr } = spawnSync(process.execPath, all, { cwd: folder, encoding: 'utf8', ...user });
      expect(stderr).toMatch(/^pixel-deflection: .*: permission denied \(EACCES\), expected a folder for models that/);
      expect(status).toBe(1);
    }
    expect(server.requests).toEqual([]);
  });
});

describe('models verify', () => {
  it('finds one changed bit', async () => {
    await models('add', 'mine.onnx', ...asTorchvision);
    const right = await models('verify', '--json');
    const path = join(store, 'mine.onnx');
    expect(right.code).toBe(0);
    expect(JSON.parse(right.stdout)).toEqual({ name: 'mine', path, status: 'right', expected: hash, received: hash });
    expect((await models('verify')).stdout).toBe(`✓ mine · ${hash}\n`);

    const changed = Buffer.from(model);
    changed[changed.length - 100] ^= 4;
    writeFileSync(path, changed);
    const bad = await models('verify', 'mine');
    expect({ code: bad.code, stderr: bad.stderr }).toEqual({ code: 1, stderr: '' });
    expect(bad.stdout).toBe(`✗ mine · ${sha256(changed)}, expected ${hash}: delete ${path}, pull or add it again\n`);
    expect(JSON.parse((await models('verify', '--json')).stdout)).toMatchObject({ status: 'wrong', expected: hash });
  });

  it('does not call right what nothing vouches for', async () => {
    mkdirSync(store);
    writeFileSync(join(store, 'own.onnx'), model);
    const { code, stdout } = await models('verify');
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: `✗ own · ${hash} · no SHA-256 is recorded to compare it with\n`,
    });
  });

  it('tells where there is nothing, or not that', async () => {
    expect(await models('verify')).toEqual({ code: 0, stdout: '', stderr: `no models in ${store}\n` });
    expect(await failed(1, 'verify', 'vgg19')).toContain(`vgg19: not in ${store}: pixel-deflection models pull vgg19`);
    expect(await failed(1, 'verify', '../up')).toContain('../up: not in');
  });
});

describe('models list, info and path', () => {
  it('show the catalog and what is there', async () => {
    await models('add', 'mine.onnx', ...asTorchvision);
    const { code, stdout, stderr } = await models('list');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toMatch(/^name +also +size +input +there$/);
    expect(lines[1]).toMatch(/^resnet50-v1-12 +resnet50 +102\.6 MB +224 × 224 +no$/);
    expect(lines[9]).toMatch(/^mine +0\.3 MB +10 × 8 +yes$/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    const rows = (await models('list', '--json')).stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(rows).toHaveLength(9);
    expect(rows[3]).toMatchObject({ name: 'tf_inception_v3_Opset17', aliases: ['inception_v3'], path: null });
    expect(rows[8]).toMatchObject({ name: 'mine', url: null, path: join(store, 'mine.onnx'), bytes: model.length });
  });

  it('tell all of one model', async () => {
    const catalogue = await models('info', 'inception_v3');
    expect(catalogue.code).toBe(0);
    expect(catalogue.stdout).toMatch(/^name +tf_inception_v3_Opset17, inception_v3$/m);
    expect(catalogue.stdout).toMatch(/^SHA-256 +e6c69ae12c2c4f89a064348087e386604100ddd14720dfb7b12db499f02e0ac3$/m);
    expect(catalogue.stdout).toMatch(/^input +299 × 299, NCHW, crop$/m);
    expect(catalogue.stdout).toMatch(/^there +no: pixel-deflection models pull inception_v3$/m);
    await models('add', 'mine.onnx', ...asTorchvision);
    const own = await models('info', 'mine', '--json');
    expect(JSON.parse(own.stdout)).toMatchObject({
      name: 'mine',
      card: { classes: 4, output: 'logits', sha256: hash },
    });
    expect(await failed(1, 'info', 'nothing')).toContain(`nothing: not in ${store}`);
    writeFileSync(join(store, 'mine.json'), '{ "name": 3 }');
    expect(await failed(1, 'info', 'mine')).toContain('mine.json: Expected a text for the card.name but received 3');
  });

  it('tell where a model lies', async () => {
    await models('add', 'mine.onnx', ...asTorchvision, '--models-dir', 'elsewhere');
    expect(existsSync(store)).toBe(false);
    const there = await models('path', 'mine', '--models-dir', 'elsewhere');
    expect(there).toEqual({ code: 0, stdout: `${join(folder, 'elsewhere', 'mine.onnx')}\n`, stderr: '' });
    expect(await failed(1, 'path', 'mine')).toContain(`mine: not in ${store}`);
    const advice = `resnet50: not in ${store}: pixel-deflection models pull resnet50`;
    expect(await failed(1, 'path', 'resnet50')).toContain(advice);
  });

  it('give their help', async () => {
    const help = await models('--help');
    expect(help).toEqual({ ...(await run(['help', 'models'], folder)), code: 0, stderr: '' });
    expect((await models('list', '--help')).stdout).toBe(help.stdout);
    expect(await models()).toEqual({ code: 2, stdout: '', stderr: help.stdout });
    expect(help.stdout.split('\n').every((line) => line.length <= 100)).toBe(true);
    expect(help.stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    expect(await failed(2, 'remove')).toContain("unknown command 'remove'");
  });

  it('write nothing', async () => {
    await models('list');
    await models('info', 'resnet50');
    await models('verify');
    expect(existsSync(store)).toBe(false);
  });
});

describeShared('a model that the catalog knows by its hash', () => {
  it('needs no card, and is right under any name', async () => {
    const file = shared('models', 'squeezenet1_1.onnx');
    expect((await models('add', file)).code).toBe(0);
    expect(card('squeezenet1_1')).toMatchObject({ input: { width: 227, channelOrder: 'BGR' }, output: 'logits' });
    expect((card('squeezenet1_1').labels as unknown[]).length).toBe(1000);
    writeFileSync(join(store, 'any.onnx'), readFileSync(file));
    expect((await models('verify')).stdout.match(/^✓/gm)).toHaveLength(2);
    expect(await failed(2, 'add', 'mine.onnx', '--preset', 'tf', '--name', 'squeezenet1_1')).toContain(
      'of the catalog',
    );
  });
});
