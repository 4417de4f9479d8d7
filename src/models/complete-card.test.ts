import { describe, expect, it } from 'vitest';
import { smallInput } from '../../test/support/small-classifier.js';
import { completeCard } from './complete-card.js';

describe('completeCard', () => {
  it('takes each field from the last card that has it, presets below the card that names them', () => {
    const { input, ...rest } = completeCard(
      [
        { name: 'low', input: { width: 8, height: 6, layout: 'NCHW' }, resize: 'stretch' },
        { preset: 'torchvision', input: { height: 7 } },
        { name: 'high', preset: 'caffe', input: { scale: 2, width: undefined } },
      ],
      'net',
    );
    expect(input).toEqual({
      width: 8,
      height: 7,
      layout: 'NCHW',
      channelOrder: 'BGR',
      scale: 2,
      mean: [103.939, 116.779, 123.68],
      deviation: [1, 1, 1],
    });
    expect(rest).toEqual({ name: 'high', resize: 'stretch', output: undefined, labels: undefined });
  });

  it('crops where nothing says how to resize', () => {
    expect(completeCard([{ input: smallInput }], 'net')).toMatchObject({ name: 'net', resize: 'crop' });
  });

  it('names what is missing, and the presets where they would help', () => {
    expect(() => completeCard([{ input: { width: 8, height: 6, layout: 'NCHW' } }], 'net')).toThrow(
      "net: its file does not say how pictures enter it: give model: { preset: 'torchvision' | 'tf' | 'caffe' } " +
        'or a card with input.channelOrder, input.scale, input.mean, input.deviation',
    );
    expect(() => completeCard([{ preset: 'tf', input: { layout: 'NHWC' } }], 'net')).toThrow(
      'net: its file does not say how pictures enter it: give a card with input.width, input.height',
    );
  });
});
