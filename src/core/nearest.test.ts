import { describe, expect, it } from 'vitest';
import { nearestNames } from './nearest.js';

const names = ['fgsm', 'igsm', 'mi-fgsm', 'pgd', 'apgd-ce', 'apgd-dlr', 'deepfool', 'hop-skip-jump'];

describe('nearestNames', () => {
  it.each([
    // A letter put in, left out, replaced, or swapped with its neighbour.
    ['deepfoool', ['deepfool']],
    ['deepfol', ['deepfool']],
    ['deepfoul', ['deepfool']],
    ['igms', ['igsm']],
    ['pdg', ['pgd']],
    ['hopskipjump', ['hop-skip-jump']],
    // The front of longer names, and the nearest first.
    ['apgd-', ['apgd-ce', 'apgd-dlr']],
    ['mifgsm', ['mi-fgsm', 'fgsm', 'igsm']],
    // Nothing like it.
    ['magic', []],
    ['', []],
    ['x', []],
  ])('of %j are %j', (typed, expected) => {
    expect(nearestNames(typed, names)).toEqual(expected);
  });

  it('may only begin with something like it', () => {
    const models = ['mobilenetv2-12', 'mobilenet_v2', 'squeezenet1.1', 'resnet50-v1-12', 'resnet50'];
    expect(nearestNames('mobilnet', models)).toEqual(['mobilenetv2-12', 'mobilenet_v2']);
    expect(nearestNames('sqeezenet', models)).toEqual(['squeezenet1.1']);
    // What is like a whole name is meant, and few letters are like the front of anything.
    expect(nearestNames('resnet5', models)).toEqual(['resnet50-v1-12', 'resnet50']);
    expect(nearestNames('rasnet50', models)).toEqual(['resnet50']);
    expect(nearestNames('mobl', models)).toEqual([]);
  });

  it('are at most three', () => {
    expect(nearestNames('class', ['class1', 'class2', 'class3', 'class4'])).toHaveLength(3);
  });
});
