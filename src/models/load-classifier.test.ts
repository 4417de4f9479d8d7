import { describe, expect, it } from 'vitest';
import { changed, problem } from '../../test/support/bad-model.js';
import { node } from '../../test/support/onnx/build.js';
import { smallCard, smallClassifier } from '../../test/support/small-classifier.js';
import { loadClassifier } from './load-classifier.js';

const card = smallCard({ name: 'net' });

describe('files that are no classifiers', () => {
  it('are empty, cut short, or something else', async () => {
    expect(await problem(new Uint8Array())).toBe('net: is empty, expected an ONNX model');
    const whole = smallClassifier();
    expect(await problem(whole.subarray(0, whole.length / 2))).toContain('is not an ONNX model, or is cut short');
    expect(await problem(Uint8Array.from({ length: 999 }, (_, i) => (i * 37) % 256))).toContain('ONNX');
    expect(await problem(new TextEncoder().encode('<!doctype html><title>404</title>'))).toContain('ONNX');
  });

  it('are of an opset that is not known', async () => {
    expect(await problem(smallClassifier({ spec: { opset: 6 } }))).toContain('is of opset 6, expected 7 to 23');
    expect(await problem(smallClassifier({ spec: { opset: 24 } }))).toContain('is of opset 24, expected 7 to 23');
  });

  it('keep their weights in other files', async () => {
    const outside = changed(({ graph: { initializer } }) => {
      initializer[0].dataLocation = 1;
      initializer[0].rawData = new Uint8Array();
    });
    expect(await problem(outside)).toContain('keeps its weights in another file (w1): save it as one file');
  });

  it('use an operator that the runtime does not have', async () => {
    const unknown = changed(({ graph: { node: nodes } }) => (nodes[1].opType = 'Swoosh'));
    expect(await problem(unknown)).toMatch(/^net: cannot be run by ONNX Runtime: .*Swoosh/);
  });
});

describe('graphs that take no picture', () => {
  it.each([
    [{ dims: ['n', 1, 6, 8] }, 'its input picture is [?, 1, 6, 8], expected three colour channels'],
    [{ dims: ['n', 4, 6, 8] }, 'its input picture is [?, 4, 6, 8], expected three colour channels'],
    [{ dims: ['n', 6, 8, 1] }, 'its input picture is [?, 6, 8, 1], expected three colour channels'],
    [{ dims: [1, 48] }, 'its input picture has 2 axes, expected 4'],
    [{ dims: [0, 3, 6, 8] }, 'takes batches of 0 pictures: export it with a free batch size, or with 1'],
  ])('%j', async (options, message) => {
    expect(await problem(smallClassifier(options))).toContain(message);
  });

  it('take bytes, or more than one input, or none', async () => {
    const bytes = changed((model) => (model.graph.input[0].type!.tensorType!.elemType = 2));
    expect(await problem(bytes)).toContain('its input picture is of uint8, expected float (32 bits)');
    const two = smallClassifier({ spec: { inputs: { picture: ['n', 3, 6, 8], mask: ['n', 1, 6, 8] } } });
    expect(await problem(two)).toContain('takes 2 inputs (picture, mask), expected one picture');
    const none = changed((model) => (model.graph.input[0].name = 'w1'));
    expect(await problem(none)).toContain('takes no input, expected one picture');
  });

  it('give one score, or too many rows, or whole numbers', async () => {
    expect(await problem(smallClassifier({ classes: 1 }))).toContain(
      'gives 1 score per picture, expected one for each',
    );
    const twice = changed(({ graph: g }) => {
      g.node.push(node('Concat', ['scores', 'scores'], ['twice'], { axis: 0 }));
      g.output[0].name = 'twice';
    });
    expect(await problem(twice)).toContain('gave 4 rows of scores for 2 pictures');
    const index = changed(({ graph: g }) => {
      g.node.push(node('ArgMax', ['scores'], ['index'], { axis: 1 }));
      g.output[0].name = 'index';
      g.output[0].type!.tensorType!.elemType = 7;
    });
    expect(await problem(index)).toContain('its output index is of int64, expected float (32 bits)');
  });
});

describe('the first of several outputs', () => {
  it('holds the scores', async () => {
    const bytes = smallClassifier({ spec: { output: ['scores', 'flat'] } });
    const classifier = await loadClassifier(bytes, { model: card });
    expect(classifier.classes).toBe(5);
    await classifier.dispose();
  });
});

describe('cards and graphs', () => {
  it('disagree about size, layout or labels', async () => {
    expect(await problem(smallClassifier(), smallCard({ name: 'net', input: { width: 9 } }))).toBe(
      'net: its card says 9 × 6 pixels in NCHW, but its input is [?, 3, 6, 8]: correct the card',
    );
    expect(await problem(smallClassifier(), smallCard({ input: { layout: 'NHWC' } }))).toContain(
      'in NHWC, but its input',
    );
    expect(await problem(smallClassifier(), smallCard({ name: 'net', labels: ['a', 'b'] }))).toBe(
      'net: gives 5 scores per picture, its card has 2 labels: correct the labels',
    );
  });

  it('need a card for what a graph cannot say', async () => {
    expect(await problem(smallClassifier(), {})).toContain(
      "give model: { preset: 'torchvision' | 'tf' | 'caffe' } or a card with input.channelOrder, input.scale",
    );
    const free = smallClassifier({ dims: ['n', 3, 'h', 'w'] });
    expect(await problem(free, { preset: 'tf' })).toContain('give a card with input.width, input.height');
    const classifier = await loadClassifier(free, { model: { preset: 'tf', input: { width: 8, height: 6 } } });
    expect([classifier.width, classifier.height, classifier.card.input.layout]).toEqual([8, 6, 'NCHW']);
    await classifier.dispose();
  });

  it('are enough with a preset where the shape is fixed; labels are numbers then', async () => {
    const classifier = await loadClassifier(smallClassifier(), { model: { preset: 'caffe', resize: 'stretch' } });
    const { card } = classifier;
    expect(card.input).toEqual({
      width: 8,
      height: 6,
      layout: 'NCHW',
      channelOrder: 'BGR',
      scale: 1,
      mean: [103.939, 116.779, 123.68],
      deviation: [1, 1, 1],
    });
    expect([card.name, card.resize, card.output]).toEqual(['the given bytes', 'stretch', 'logits']);
    expect(card.labels[3]).toEqual({ id: '3', name: 'class 3' });
    await classifier.dispose();
  });

  it('read pixel format and range from the metadata of the ONNX standard', async () => {
    const told = changed((model) => {
      const told = { 'Image.BitmapPixelFormat': 'Bgr8', 'Image.NominalPixelRange': 'Normalized_1_1' };
      for (const [key, value] of Object.entries(told)) {
        model.metadataProps.push({ $typeName: 'onnx.StringStringEntryProto', key, value });
      }
    });
    const classifier = await loadClassifier(told);
    expect(classifier.card.input).toMatchObject({ channelOrder: 'BGR', scale: 1 / 127.5, mean: [1, 1, 1] });
    await classifier.dispose();
  });
});

const load = (options: object) => loadClassifier('no such file', options);

describe('options', () => {
  it('are checked before anything is read', async () => {
    await expect(load({ model: card, thread: 2 })).rejects.toThrow(
      'for the options of loadClassifier but received "thread"',
    );
    await expect(load({ threads: 0 })).rejects.toThrow('Expected an integer from 1 to 1024 for threads but received 0');
    await expect(load({ onNotice: true })).rejects.toThrow('Expected a function for onNotice but received true');
    await expect(load({ modelsFolder: 1 })).rejects.toThrow('Expected the path of a folder for modelsFolder');
    await expect(load({ executionProviders: 'cuda' })).rejects.toThrow('Expected an array of providers');
    await expect(load({ executionProviders: ['wasm'] })).rejects.toThrow(
      "Expected one of 'cpu', 'cuda', 'webgpu' for executionProviders[0] but received \"wasm\"",
    );
    await expect(load({ model: { resize: 'fit' } })).rejects.toThrow('for model.resize but received "fit"');
    await expect(loadClassifier(7 as never)).rejects.toThrow(
      'Expected a name, a path, a URL or the bytes of a model for source but received 7',
    );
  });
});
