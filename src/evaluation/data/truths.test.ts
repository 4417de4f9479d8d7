import { describe, expect, it } from 'vitest';
import { numberedLabels } from '../../models/numbered-labels.js';
import { Truths } from './truths.js';

const labels = [
  { id: 'n02447366', name: 'badger' },
  { id: 'n01443537', name: 'goldfish' },
  { id: 'n02012849', name: 'crane' },
  { id: 'n03126707', name: 'crane' },
  { id: 'n01622779', name: 'great_grey_owl' },
];

describe('Truths', () => {
  const truths = new Truths(labels);

  it.each([
    ['n02447366_badger.jpg', 0],
    ['n02447366_00008562.png', 0],
    ['n02447366.JPEG', 0],
    ['N02447366 2.png', 0],
    ['n01443537/1.jpg', 1],
    ['goldfish/1.jpg', 1],
    ['Goldfish/more/1.jpg', 1],
    ['badger/goldfish/1.jpg', 1],
    ['goldfish.webp', 1],
    ['Great Grey Owl/a.b.jpg', 4],
    ['n03126707_crane.jpg', 3],
    // The file's own key counts more than the folder that it was sorted into.
    ['goldfish/n02447366_1.jpg', 0],
    // And a folder more than a name that may be one of many words.
    ['goldfish/badger.jpg', 1],
  ])('finds the class of %s', (relative, index) => {
    expect(truths.of(relative)).toBe(index);
  });

  it.each(['photo.jpg', 'n0244736_badger.jpg', 'n024473660.jpg', 'badgers.jpg', 'badger_1.jpg', '.jpg', 'a/b/c.png'])(
    'finds none in %s',
    (relative) => {
      expect(truths.of(relative)).toBeUndefined();
    },
  );

  it('takes no name that two classes have', () => {
    expect(truths.of('crane/1.jpg')).toBeUndefined();
    expect(truths.of('crane.jpg')).toBeUndefined();
  });

  it('takes no number for a class of a model whose card has no labels', () => {
    const numbers = new Truths(numberedLabels(100));
    const names = ['lemon/1.png', '7/99.png', 'class 7/99.png', '42.png', 'class_3.png'];
    expect(names.map((name) => numbers.of(name))).toEqual(names.map(() => undefined));
    // Keys of a card may be numbers too.
    expect(new Truths([...numberedLabels(9), { id: '9', name: 'nine' }]).of('9_a.png')).toBe(9);
  });

  it('takes the longest key, where a name is the key', () => {
    const plain = new Truths(['dog', 'dog_house', 'cat'].map((name) => ({ id: name, name })));
    expect(plain.of('dog_house_3.jpg')).toBe(1);
    expect(plain.of('dog-3.jpg')).toBe(0);
    expect(plain.of('cat.jpg')).toBe(2);
    expect(plain.of('cats.jpg')).toBeUndefined();
  });
});
