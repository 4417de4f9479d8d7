import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../src/evaluation/run/manifest.js';
import { build, type Run, run, start } from './support/built.js';
import { colourModel, paintPicture } from './support/colour-model.js';
import { linesOf } from './support/kills.js';
import { recordsPerPicture, writeSmallRun } from './support/small-run.js';

const pictures = 10;

let folder: string;
let first: Run;
beforeAll(async () => {
  await build();
  folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
  await writeSmallRun(folder, pictures);
  first = await evaluate('plan.yaml', '-o', 'run', '--workers', '1');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const evaluate = (...args: string[]) => run(['evaluate', ...args], folder);
const read = (...names: string[]) => readFileSync(join(folder, ...names), 'utf8');
const manifestOf = (name: string) => JSON.parse(read(name, 'manifest.json')) as Manifest;

/** A copy of the finished run, its manifest changed. */
function copyRun(name: string, change: Partial<Record<keyof Manifest, unknown>> = {}): void {
  cpSync(join(folder, 'run'), join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'manifest.json'), JSON.stringify({ ...manifestOf('run'), ...change }));
}

/** What a refused run says: one line, and nothing on standard output. */
async function refusal(...args: string[]): Promise<[number | null, string]> {
  const { code, stdout, stderr } = await evaluate(...args);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^pixel-deflection: [^\n]+\n$/);
  return [code, stderr.slice('pixel-deflection: '.length).trimEnd()];
}

describe('evaluate', () => {
  it('runs a plan and says where its records are, and what is next', () => {
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toBe('');
    const lines = first.stderr.trimEnd().split('\n');
    expect(lines[0]).toBe('plan');
    expect(lines).toContain('  pictures  10 pictures of pictures, seed 5');
    expect(lines.find((line) => line.startsWith('  time '))).toMatch(/about \d+ \w+ with 1 worker$/);
    expect(lines.at(-2)).toMatch(/^✓ 210 records · [\d.]+ s · run$/);
    expect(lines.at(-1)).toBe('next: pixel-deflection report run -o report.html');
    expect(read('run', 'records.jsonl').trimEnd().split('\n').length).toBe(pictures * recordsPerPicture);
  });

  it('shows its progress as lines of JSON where it is piped', () => {
    const lines = first.stderr.split('\n').filter((line) => line.startsWith('{'));
    const numbers = lines.map((line) => JSON.parse(line) as Record<string, number>);
    expect(numbers.at(-1)).toMatchObject({ done: 210, failed: 0, total: 210, secondsLeft: 0 });
    for (const each of numbers) {
      expect(Object.keys(each)).toEqual(['done', 'failed', 'total', 'perSecond', 'secondsLeft']);
    }
  });

  it('keeps in its manifest all that the records follow from', () => {
    const { command, models, images, data, machine, plan, shardSize, code, unreadable } = manifestOf('run');
    expect(command).toEqual('pixel-deflection evaluate plan.yaml -o run --workers 1'.split(' '));
    expect(models.map(({ name, width, height, classes }) => [name, width, height, classes])).toEqual([
      ['colours', 16, 16, 6],
    ]);
    expect(models[0].card).toMatchObject({ output: 'logits', resize: 'stretch' });
    expect(images.length).toBe(pictures);
    expect(images.find(({ id }) => id === 'red/0000.png')).toMatchObject({ labels: [0] });
    expect([data.kind, data.found, plan.seed, shardSize, unreadable]).toEqual(['folders', pictures, '5', 16, []]);
    expect(machine.node).toBe(process.version);
    expect(code).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
  });

  it.each([
    [0, 3],
    [1, 1],
    [2, 3],
    [2, 16],
  ])('gives the same bytes of records with %i workers and shards of %i pictures', async (workers, batch) => {
    const name = `run-${workers}-${batch}`;
    const { code, stderr } = await evaluate('plan.yaml', '-o', name, '--workers', `${workers}`, '--batch', `${batch}`);
    expect(code, stderr).toBe(0);
    expect(read(name, 'records.jsonl')).toBe(read('run', 'records.jsonl'));
    expect(linesOf(join(folder, name, 'shards.jsonl'))).toBe(3 * Math.ceil(pictures / batch));
  });

  it('takes a plan of flags, and prints JSON', async () => {
    const plan = ['--data', 'pictures', '--model', 'colours.onnx', '--limit', '4', '--attack', 'igsm:epsilon=20'];
    const { code, stdout, stderr } = await evaluate(...plan, '--defense', 'PD=deflect', '-o', 'flags', '--json');
    expect(code, stderr).toBe(0);
    const [before, after] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(before.plan).toMatchObject({ name: 'pictures', models: [{ name: 'colours' }] });
    expect(before.size).toMatchObject({ images: 4, records: 16, adversaries: 4, gradients: 40 });
    expect(after).toEqual({ run: 'flags', records: 16, missing: 0, shards: 2, unreadable: [] });
  });

  it('only looks at everything with --dry-run', async () => {
    const { code, stdout, stderr } = await evaluate('plan.yaml', '--dry-run', '-o', 'dry');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('210 records of 20 adversaries');
    expect(existsSync(join(folder, 'dry'))).toBe(false);
  });

  it('counts and lists pictures that cannot be used, and does the others', async () => {
    cpSync(join(folder, 'pictures'), join(folder, 'some'), { recursive: true });
    writeFileSync(join(folder, 'some', 'red', 'broken.png'), read('some', 'red', '0000.png').slice(0, 50));
    mkdirSync(join(folder, 'some', 'purple'));
    await paintPicture(join(folder, 'some', 'purple', 'a\u001b[31m.png'), 'magenta');
    const { code, stderr } = await evaluate('plan.yaml', '--data', 'some', '-o', 'some-run');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('2 pictures could not be used:\n');
    expect(stderr).toMatch(/ {2}red\/broken\.png: .+\n/);
    expect(stderr).toContain(String.raw`  purple/a\x1b[31m.png: the model does not know the class "purple"`);
    expect(read('some-run', 'records.jsonl')).toBe(read('run', 'records.jsonl'));
    expect(manifestOf('some-run').unreadable.length).toBe(2);
  });

  it('keeps adversaries as pictures where it is asked to', async () => {
    const { code, stderr } = await evaluate('plan.yaml', '-o', 'kept', '--adversaries');
    expect(code, stderr).toBe(0);
    expect(read('kept', 'records.jsonl')).toBe(read('run', 'records.jsonl'));
    const names = readdirSync(join(folder, 'kept', 'adversaries'), { recursive: true }) as string[];
    expect(names.filter((name) => name.endsWith('.png')).length).toBe(2 * pictures);
    // What a process left that was killed while it wrote.
    const left = join(
      folder,
      'kept',
      'adversaries',
      names.find((name) => name.endsWith('.png'))!,
    );
    const temporary = join(dirname(left), '.pixel-deflection-0a1b.tmp');
    writeFileSync(temporary, '');
    expect((await evaluate('-o', 'kept', '--resume')).code).toBe(0);
    expect(existsSync(temporary)).toBe(false);
    expect(existsSync(left)).toBe(true);
  });
});

describe('evaluate goes on', () => {
  it('where records were damaged since they were written: says so, and makes them again', async () => {
    copyRun('damaged');
    const whole = read('run', 'records.jsonl');
    writeFileSync(join(folder, 'damaged', 'records.jsonl'), `${whole.slice(0, -40)}${' '.repeat(39)}\n`);
    const { code, stderr } = await evaluate('-o', 'damaged', '--resume');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(
        /damaged: the records of 1 shard were damaged since they were written: they are removed and made again; \d+ records are whole\n/,
      ),
    });
    expect(read('damaged', 'records.jsonl')).toBe(whole);
    expect((await evaluate('-o', 'damaged', '--resume')).stderr).not.toContain('damaged since');
  });
});

describe('evaluate refuses', () => {
  it('a folder that holds a run, unless that is to go on', async () => {
    const before = read('run', 'records.jsonl');
    expect(await refusal('plan.yaml', '-o', 'run')).toEqual([
      2,
      'run: holds a run already: --resume goes on with it; or choose another folder',
    ]);
    expect(read('run', 'records.jsonl')).toBe(before);
    const again = await evaluate('-o', 'run', '--resume');
    expect(again.code, again.stderr).toBe(0);
    expect(again.stderr).toContain('✓ 210 records');
  });

  it('to go on where there is nothing', async () => {
    expect(await refusal('-o', 'none', '--resume')).toEqual([
      2,
      'none: holds no run to go on with, expected a run folder, or a plan to begin one',
    ]);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('a folder of other things, and a file', async () => {
    const holds = 'pictures: holds other files but no manifest.json, expected a run folder, or an empty or new one';
    expect(await refusal('plan.yaml', '-o', 'pictures')).toEqual([2, holds]);
    expect(await refusal('plan.yaml', '-o', 'pictures', '--resume')).toEqual([2, holds]);
    expect(await refusal('plan.yaml', '-o', 'plan.yaml')).toEqual([
      2,
      'plan.yaml: a file, expected a folder for a run',
    ]);
    const [code, message] = await refusal('plan.yaml', '-o', 'colours.onnx/run');
    expect([code, message]).toEqual([2, 'colours.onnx/run: a file, expected a folder for a run']);
  });

  it('to go on with another plan, and says what differs', async () => {
    expect(await refusal('plan.yaml', '--seed', '6', '-o', 'run', '--resume')).toEqual([
      2,
      'run: is the run of another plan (seed differs): leave the plan out to go on with its own, or choose another folder',
    ]);
    writeFileSync(join(folder, 'other.yaml'), read('plan.yaml').replace('[20, 60]', '[20, 61]'));
    const [, message] = await refusal('other.yaml', '-o', 'run', '--resume');
    // The name of a plan is that of its file.
    expect(message).toMatch(/^run: is the run of another plan \((name|attacks\[0\]\.sizes\[1\]) differs\)/);
    expect(await refusal('-o', 'run', '--resume', '--batch', '3')).toEqual([
      2,
      'run: was begun with shards of 16 pictures, expected no other size',
    ]);
    expect(await refusal('-o', 'run', '--resume', '--adversaries')).toEqual([
      2,
      'run: was begun without adversaries, expected a new folder to keep them',
    ]);
  });

  it('to go on with a run of another schema or code', async () => {
    copyRun('schema', { schema: 2, version: '9.9.9' });
    expect(await refusal('-o', 'schema', '--resume')).toEqual([
      2,
      'schema/manifest.json: has the schema 2, expected 1: go on with pixel-deflection 9.9.9, which began it, or choose another folder',
    ]);
    copyRun('code', { code: '9.9.9+000000000000', version: '9.9.9' });
    const [code, message] = await refusal('-o', 'code', '--resume');
    expect([code, message.replace(/this is \S+:/, 'this is ours:')]).toEqual([
      2,
      'code: was begun by the code 9.9.9+000000000000 (pixel-deflection 9.9.9), this is ours: go on with that one, or begin anew in another folder',
    ]);
    writeFileSync(join(folder, 'code', 'manifest.json'), '{"format": "pixel-defl');
    expect(await refusal('-o', 'code', '--resume')).toEqual([
      1,
      'code/manifest.json: is no JSON, expected the manifest of a run',
    ]);
  });

  it('nothing where the processor is another one, but says so', async () => {
    const machine = { ...manifestOf('run').machine, cpu: 'another', node: 'v1.0.0', onnxruntime: '1.0.0' };
    copyRun('moved', { machine });
    const { code, stderr } = await evaluate('-o', 'moved', '--resume');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(
        /moved: was begun with cpu another, node v1\.0\.0, onnxruntime 1\.0\.0, goes on with cpu .+, node .+, onnxruntime .+: the last digits of records may differ\n/,
      ),
    });
    expect(read('moved', 'manifest.json')).toContain('"cpu":"another"');
  });

  it('to go on with other models or other pictures', async () => {
    const model = join(folder, 'colours.onnx');
    const picture = join(folder, 'pictures', 'red', '0000.png');
    const [model0, picture0] = [readFileSync(model), readFileSync(picture)];
    writeFileSync(model, colourModel(7));
    const [code, message] = await refusal('-o', 'run', '--resume');
    expect(code).toBe(2);
    expect(message).toMatch(
      /^run: the file of the model colours has the SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}: put/,
    );
    writeFileSync(model, model0);
    await paintPicture(picture, 'red', 'gray');
    expect(await refusal('-o', 'run', '--resume')).toEqual([
      2,
      'run: the pictures are not those that it was begun with (red/0000.png): put them back, or choose another folder',
    ]);
    writeFileSync(picture, picture0);
    const card = read('colours.json');
    writeFileSync(join(folder, 'colours.json'), card.replace('"mean":[0,0,0]', '"mean":[0,0,0.5]'));
    expect(await refusal('-o', 'run', '--resume')).toEqual([
      2,
      'run: the card of the model colours has changed (card.input.mean[2]): put back that card, or choose another folder',
    ]);
    writeFileSync(join(folder, 'colours.json'), card);
    expect((await evaluate('-o', 'run', '--resume')).code).toBe(0);
  });

  it('a second driver on one folder', async () => {
    await writeSmallRun(join(folder), 60);
    const { child, ended } = start(['evaluate', 'plan.yaml', '-o', 'busy', '--batch', '1'], folder);
    // oxlint-disable-next-line no-await-in-loop -- until it works
    while (linesOf(join(folder, 'busy', 'shards.jsonl')) < 1) await sleep(5);
    // stopped, so that it cannot finish before the second one has started, however slow the machine is
    child.kill('SIGSTOP');
    const [code, message] = await refusal('-o', 'busy', '--resume');
    expect(code).toBe(2);
    expect(message).toMatch(new RegExp(`^busy: in use by process ${child.pid} on .+, expected a run folder that no`));
    child.kill('SIGINT');
    child.kill('SIGCONT');
    expect((await ended).code).toBe(130);
  });

  it('what cannot work before anything runs: models, data, defenses, flags', async () => {
    const flags = ['--data', 'pictures', '--model', 'colours.onnx', '-o', 'never'];
    expect(await refusal('--data', 'pictures', '--model', 'nothing.onnx', '-o', 'never')).toEqual([
      1,
      'model nothing: nothing.onnx: does not exist, expected an ONNX file, or a name that "pixel-deflection models list" shows',
    ]);
    mkdirSync(join(folder, 'empty'));
    const [code, message] = await refusal('--data', 'empty', '--model', 'colours.onnx', '-o', 'never');
    expect([code, message.split(',')[0]]).toEqual([1, 'empty: no file in this folder']);
    expect(await refusal(...flags, '--defense', 'W=deflect:window=17,scale=false')).toEqual([
      2,
      "Expected an integer from 1 to 16 for window in step 1 ('deflect') of the defense W but received 17 (at 16 × 16, the input of colours)",
    ]);
    expect(await refusal('-o', 'never')).toEqual([
      2,
      'Expected a plan, --preset, or --data with --attack and --defense, but received none: "pixel-deflection help evaluate" shows how',
    ]);
    expect(await refusal('plan.yaml')).toEqual([2, 'Expected a folder for --output (-o) but received none']);
    expect(await refusal('missing.yaml', '-o', 'never')).toEqual([
      1,
      'missing.yaml: cannot be read: no such file or folder (ENOENT), expected a plan',
    ]);
    expect((await refusal(...flags, '--workers', '-1'))[1]).toBe(
      'Expected an integer from 0 to 256 for --workers but received -1',
    );
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  it('what cannot work, with its line in the plan', async () => {
    const whole = [
      'data: { path: pictures }',
      'models:',
      '  - colours.onnx',
      '  - { name: other, source: colours.onnx }',
      'attacks: ["fgsm:epsilon=4"]',
      'defenses:',
      '  - W: deflect:window=3,scale=false',
      '  - none',
      '  - V: deflect:window=4,scale=false',
    ].join('\n');
    const refusalOf = async (written: string, instead: string, ...flags: string[]) => {
      writeFileSync(join(folder, 'placed.yaml'), whole.replace(written, instead));
      return refusal('placed.yaml', '-o', 'never', ...flags);
    };
    expect(await refusalOf('source: colours', 'source: colors')).toEqual([
      1,
      'placed.yaml:4:5: models[1]: model other: colors.onnx: does not exist, expected an ONNX file, or a name that "pixel-deflection models list" shows',
    ]);
    expect((await refusalOf('colours.onnx', 'builtn'))[1]).toMatch(
      /^placed\.yaml:3:5: models\[0\]: model builtn: .+: did you mean builtin\?$/,
    );
    const [code, misfit] = await refusalOf('window=4', 'window=17');
    expect(code).toBe(2);
    expect(misfit).toMatch(/^placed\.yaml:9:5: defenses\[2\]: Expected an integer from 1 to 16 for window in step 1 /);
    const missing = /^placed\.yaml:1:7: data: nowhere: does not exist, expected /;
    expect((await refusalOf('pictures', 'nowhere'))[1]).toMatch(missing);
    // Where a flag has the pictures, the file is not to blame.
    expect((await refusalOf('pictures', 'pictures', '--data', 'nowhere'))[1]).toMatch(/^nowhere: does not exist, /);
    expect((await refusalOf('pictures', 'nowhere', '--dry-run'))[1]).toMatch(missing);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });
});
