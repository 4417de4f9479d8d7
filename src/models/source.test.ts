import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { describeShared, shared } from '../../test/support/shared.js';
import { smallCard, smallClassifier } from '../../test/support/small-classifier.js';
import { loadClassifier } from './load-classifier.js';

const folder = mkdtempSync(join(tmpdir(), 'pixel-deflection-source-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = smallClassifier();
const sha256 = createHash('sha256').update(bytes).digest('hex');

/** A model in a file, with a card beside it. */
function save(name: string, card?: unknown): string {
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, bytes);
  if (card !== undefined)
    writeFileSync(join(folder, `${name}.json`), typeof card === 'string' ? card : JSON.stringify(card));
  return path;
}

/** The card of a model that is loaded and freed. */
async function cardOf(...args: Parameters<typeof loadClassifier>) {
  const classifier = await loadClassifier(...args);
  await classifier.dispose();
  return classifier.card;
}

describe('the card of a file', () => {
  it('lies beside it, and gives way to what the caller says', async () => {
    const path = save('beside', smallCard({ name: 'small', labels: ['a', 'b', 'c', 'd', 'e'], resize: 'stretch' }));
    const card = await cardOf(path, { model: { resize: 'crop', input: { scale: 1 } } });
    expect(card).toMatchObject({ name: 'small', resize: 'crop', input: { scale: 1, width: 8 } });
    expect(card.labels[4]).toEqual({ id: 'e', name: 'e' });
    expect(await cardOf(pathToFileURL(path))).toMatchObject({ name: 'small', resize: 'stretch' });
  });

  it('is called as the file where no card says a name', async () => {
    const path = save('stray cat.v2', smallCard());
    expect(await cardOf(path)).toMatchObject({ name: 'stray cat.v2' });
    expect(await cardOf(pathToFileURL(path))).toMatchObject({ name: 'stray cat.v2' });
    expect(await cardOf(bytes, { model: smallCard() })).toMatchObject({ name: 'the given bytes' });
  });

  it('can be another file', async () => {
    save('elsewhere', smallCard({ name: 'other' }));
    expect(await cardOf(save('plain'), { model: join(folder, 'elsewhere.json') })).toMatchObject({ name: 'other' });
    await expect(loadClassifier(save('plain'), { model: join(folder, 'none.json') })).rejects.toThrow(
      /none\.json: does not exist, expected a model card \(JSON\)$/,
    );
  });

  it('is refused with its name where it is no card', async () => {
    await expect(loadClassifier(save('broken', '{"name": '))).rejects.toThrow(
      /broken\.json: is not JSON, expected a model card$/,
    );
    await expect(loadClassifier(save('list', ['cat', 'dog']))).rejects.toThrow(
      /list\.json: Expected an object for the card but received an array of 2$/,
    );
    await expect(loadClassifier(save('wrong', { input: { width: 0 } }))).rejects.toThrow(
      /wrong\.json: Expected an integer from 1 to 16384 for the card\.input\.width but received 0$/,
    );
  });

  it('must be about this very file', async () => {
    expect(await cardOf(bytes, { model: smallCard({ sha256, bytes: bytes.length }) })).toMatchObject({ sha256 });
    await expect(loadClassifier(save('swapped', smallCard({ name: 'net', sha256: 'ab'.repeat(32) })))).rejects.toThrow(
      `has the SHA-256 ${sha256}, its card says ${'ab'.repeat(32)}: get the file again`,
    );
    await expect(loadClassifier(bytes, { model: smallCard({ bytes: 7 }) })).rejects.toThrow(
      `the given bytes: holds ${bytes.length} bytes, its card says 7: get the file again`,
    );
  });
});

describe('names', () => {
  it('are those of the models folder', async () => {
    save('my-net', smallCard());
    expect(await cardOf('my-net', { modelsFolder: folder })).toMatchObject({ name: 'my-net' });
  });

  it('of the catalog say how to get what is not there', async () => {
    await expect(loadClassifier('resnet50', { modelsFolder: folder })).rejects.toThrow(
      'resnet50: is in the catalog, but not in the folder of models: get it with "pixel-deflection models pull resnet50-v1-12"',
    );
  });

  it('that nobody knows are paths', async () => {
    await expect(loadClassifier(join(folder, 'nothing.onnx'))).rejects.toThrow(/nothing\.onnx: does not exist/);
  });
});

describeShared('files that the catalog knows', () => {
  it('need no card, whatever they are called', async () => {
    const card = await cardOf(shared('models', 'squeezenet1_1.onnx'));
    expect(card).toMatchObject({ name: 'squeezenet1_1', input: { width: 227, channelOrder: 'BGR' } });
    expect(card.labels[71]).toEqual({ id: 'n01770393', name: 'scorpion' });
  });
});
