import { describe, expect, it } from 'vitest';
import { checkCard } from './check-card.js';
import { smallInput } from '../../test/support/small-classifier.js';

describe('checkCard', () => {
  it('takes a whole card as it is, with what it may say besides', () => {
    const card = {
      name: 'net',
      input: smallInput,
      resize: 'stretch',
      output: 'probabilities',
      labels: [{ id: 'n1', name: 'badger' }],
      sha256: 'ab'.repeat(32),
      bytes: 10,
      license: 'MIT',
      source: 'here',
      training: 'none',
      description: 'small',
    };
    expect(checkCard(card, 'model')).toEqual(card);
  });

  it('reads names alone as labels, hashes in either case, and leaves undefined fields out', () => {
    expect(checkCard({ labels: ['cat'], sha256: 'AB'.repeat(32), name: undefined }, 'model')).toEqual({
      labels: [{ id: 'cat', name: 'cat' }],
      sha256: 'ab'.repeat(32),
    });
  });

  it.each([
    [null, 'Expected an object for model but received null'],
    [[], 'Expected an object for model but received an array of 0'],
    [{ lables: [] }, 'for fields of model but received "lables"'],
    [{ toString: 1 }, 'for fields of model but received "toString"'],
    [
      { input: { size: 224 } },
      'Expected only width, height, layout, channelOrder, scale, mean, deviation for fields of model.input but received "size"',
    ],
    [{ name: ' ' }, 'Expected a text that is not empty for model.name but received " "'],
    [{ name: 5 }, 'Expected a text for model.name but received 5'],
    [{ preset: 'keras' }, "Expected one of 'torchvision', 'tf', 'caffe' for model.preset but received \"keras\""],
    [{ input: 224 }, 'Expected an object for model.input but received 224'],
    [{ input: { width: 0 } }, 'Expected an integer from 1 to 16384 for model.input.width but received 0'],
    [{ input: { height: '224' } }, 'Expected an integer from 1 to 16384 for model.input.height but received "224"'],
    [{ input: { layout: 'CHW' } }, "Expected one of 'NCHW', 'NHWC' for model.input.layout but received \"CHW\""],
    [
      { input: { channelOrder: 'rgb' } },
      "Expected one of 'RGB', 'BGR' for model.input.channelOrder but received \"rgb\"",
    ],
    [{ input: { scale: 0 } }, 'Expected a number above 0 for model.input.scale but received 0'],
    [{ input: { scale: NaN } }, 'Expected a finite number for model.input.scale but received NaN'],
    [{ input: { mean: [0, 0] } }, 'Expected an array of three numbers for model.input.mean but received an array of 2'],
    [{ input: { mean: [0, 0, '1'] } }, 'Expected a finite number for model.input.mean[2] but received "1"'],
    [{ input: { deviation: [1, 0, 1] } }, 'Expected a number above 0 for model.input.deviation[1] but received 0'],
    [{ resize: 'fit' }, "Expected one of 'stretch', 'crop' for model.resize but received \"fit\""],
    [{ output: 'scores' }, "Expected one of 'logits', 'probabilities' for model.output but received \"scores\""],
    [{ labels: 'imagenet' }, 'Expected an array of labels for model.labels but received "imagenet"'],
    [{ labels: [] }, 'Expected at least one label for model.labels but received an array of 0'],
    [{ labels: [{ id: 'a' }] }, 'Expected a text for model.labels[0].name but received undefined'],
    [
      { labels: [{ wnid: 'a', name: 'b' }] },
      'Expected only id, name for fields of model.labels[0] but received "wnid"',
    ],
    [{ sha256: 'abc' }, 'Expected 64 hexadecimal digits for model.sha256 but received "abc"'],
    [{ bytes: 1.5 }, 'Expected an integer of at least 1 for model.bytes but received 1.5'],
  ])('refuses %j', (card, message) => {
    expect(() => checkCard(card, 'model')).toThrow(message);
  });
});
