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

  it('are at most three', () => {
    expect(nearestNames('class', ['class1', 'class2', 'class3', 'class4'])).toHaveLength(3);
  });
});
