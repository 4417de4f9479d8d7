import { describe, expect, it } from 'vitest';
import { numberedLabels } from '../../models/numbered-labels.js';
import type { RawTruth } from './data-set.js';
import { labelsFor } from './labels.js';

const labels = [
  { id: 'n02447366', name: 'badger' },
  { id: 'n01443537', name: 'goldfish' },
  { id: 'n02012849', name: 'crane' },
];

function found(truths: readonly RawTruth[], classes?: number, of = labels) {
  const entries = truths.map((truth, index) => ({ id: `${index}.png`, place: { file: '' }, truth }));
  const numbering = classes === undefined ? undefined : ({ classes, order: 'own' } as const);
  return labelsFor({ entries, numbering }, of);
}

describe('labelsFor', () => {
  it('goes by key, name, number and path', () => {
    const { labels: classes, unknown } = found(
      [
        { wnid: 'n01443537' },
        { wnid: 'N02447366', name: 'something' },
        { name: 'Goldfish' },
        { name: 'n02012849' },
        { name: '2', index: 2 },
        { path: 'crane/1.png' },
        { path: 'n02447366_badger.png' },
      ],
      3,
    );
    expect(classes).toEqual([1, 0, 1, 2, 2, 2, 0]);
    expect(unknown).toEqual([]);
  });

  it('does not take one class for another of the same name', () => {
    // The machine, of which the model knows the bird alone.
    expect(found([{ wnid: 'n03126707', name: 'crane' }]).labels).toEqual([undefined]);
    expect(
      labelsFor({ entries: [{ id: 'a', place: { file: '' }, truth: { wnid: 'n03126707', name: 'crane' } }] }, [
        { id: 'bird', name: 'bird' },
        { id: 'crane', name: 'crane' },
      ]).labels,
    ).toEqual([1]);
  });

  it('takes a number only where the model has as many classes', () => {
    expect(found([{ index: 1 }], 3).labels).toEqual([1]);
    expect(found([{ index: 1 }], 2).labels).toEqual([undefined]);
    expect(found([{ index: 1 }], 1000).labels).toEqual([undefined]);
    expect(found([{ index: 1 }]).labels).toEqual([undefined]);
  });

  it('takes a number of a list by the same rule where the card of the model has no labels', () => {
    const listed = [
      { name: '0', index: 0 },
      { name: '1', index: 1 },
    ];
    expect(found(listed, 2, numberedLabels(2)).labels).toEqual([0, 1]);
    const { labels: classes, unknown } = found([...listed, { path: '7/99.png' }], 2, numberedLabels(100));
    expect(classes).toEqual([undefined, undefined, undefined]);
    expect(unknown.map(({ reason }) => reason)).toEqual([
      'the model does not know the class "0", its card has no labels: numbers go to 1, and it has 100 classes',
      'the model does not know the class "1", its card has no labels: numbers go to 1, and it has 100 classes',
      'the model does not know the class "7", its card has no labels',
    ]);
  });

  it('says of each unknown one which class it is', () => {
    const { unknown } = found([
      { wnid: 'n1', name: 'one\u001b[2J' },
      { name: 'x'.repeat(100) },
      { path: 'zebra/stripes/1.png' },
      { path: 'n03126707_crane_1.png' },
      { path: 'photo.png' },
      { name: 'badger' },
    ]);
    expect(unknown).toEqual([
      { image: '0.png', reason: 'the model does not know the class "n1 one\\x1b[2J"' },
      { image: '1.png', reason: `the model does not know the class "${'x'.repeat(77)}…"` },
      { image: '2.png', reason: 'the model does not know the class "stripes"' },
      { image: '3.png', reason: 'the model does not know the class "n03126707"' },
      { image: '4.png', reason: 'nothing in its name is a class of the model' },
    ]);
  });
});
