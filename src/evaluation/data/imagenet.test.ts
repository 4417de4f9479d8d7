import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tinyPicture, writeFiles } from '../../../test/support/data-files.js';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { labelsFor } from './labels.js';
import { openDataSet } from './open.js';

const name = (number: number) => `ILSVRC2012_val_${String(number).padStart(8, '0')}`;
const photos = (folder: string) =>
  Object.fromEntries([1, 2, 3].map((number) => [`${folder}${name(number)}.JPEG`, tinyPicture(number)]));

const solution = [
  'ImageId,PredictionString',
  `${name(3)},n01751748 111 108 230 366`,
  `${name(1)},n02119789 85 1 499 272 n02119789 1 2 3 4`,
  `${name(9)},n02119789 85 1 499 272`,
].join('\n');

/** A kit fox, an English setter, a Siberian husky, as the first lines of the development kit's file. */
const map = 'n02119789 1 kit_fox\nn02100735 2 English_setter\nn02110185 3 Siberian_husky\n';

async function truthsOf(files: Record<string, string | Uint8Array>, path = '') {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  const data = await openDataSet(join(folder, path));
  expect(data.kind).toBe('imagenet');
  return { data, truths: Object.fromEntries(data.entries.map(({ id, truth }) => [id, truth.wnid ?? truth.index])) };
}

describe("ImageNet's validation pictures", () => {
  const kaggle = 'ILSVRC/Data/CLS-LOC/val/';

  it.each([
    ['its folder', photos(''), 'LOC_val_solution.csv', ''],
    ['the folder above', photos('val/'), 'LOC_val_solution.csv', 'val'],
    ['the folder that was given', photos('val/'), 'LOC_val_solution.csv', ''],
    ["Kaggle's folder", { ...photos(kaggle), 'ILSVRC/Data/CLS-LOC/train/n1/a.JPEG': '' }, 'LOC_val_solution.csv', ''],
    ["Kaggle's folder of pictures", photos(kaggle), 'LOC_val_solution.csv', kaggle],
    ['ILSVRC', photos('val/'), 'ILSVRC/LOC_val_solution.csv', 'val'],
  ])("find Kaggle's table in %s", async (_, pictures, file, path) => {
    const { data, truths } = await truthsOf({ ...pictures, [file]: solution }, path);
    expect(truths).toEqual({ [`${name(1)}.JPEG`]: 'n02119789', [`${name(3)}.JPEG`]: 'n01751748' });
    expect(data.skipped).toEqual([{ image: `${name(2)}.JPEG`, reason: 'no class in the list of classes' }]);
  });

  it("find the development kit's numbers and their classes", async () => {
    const kit = 'ILSVRC2012_devkit_t12/data';
    const { truths } = await truthsOf({
      ...photos('val/'),
      [`${kit}/ILSVRC2012_validation_ground_truth.txt`]: '3\r\n1\r\n2\r\n',
      [`${kit}/map_clsloc.txt`]: map,
    });
    expect(Object.values(truths)).toEqual(['n02110185', 'n02119789', 'n02100735']);
  });

  const list = `${name(1)}.JPEG 65\nval/${name(2)}.JPEG 0\n${name(3)}.JPEG 999\n`;

  it("find Caffe's list, whose numbers follow the WordNet ids", async () => {
    const { data, truths } = await truthsOf({ ...photos(''), 'val.txt': list });
    expect(Object.values(truths)).toEqual([65, 0, 999]);
    // A model whose output has another order: its keys say what the numbers mean.
    const ids = Array.from({ length: 1000 }, (_, index) => `n${String(index).padStart(8, '0')}`).toReversed();
    const labels = ids.map((id) => ({ id, name: id }));
    expect(labelsFor(data, labels).labels).toEqual([934, 999, 0]);
    const named = ids.map((_, index) => ({ id: `class ${index}`, name: `class ${index}` }));
    expect(labelsFor(data, named).labels).toEqual([65, 0, 999]);
    // Not 1000 classes: the numbers count something else.
    const { labels: none, unknown } = labelsFor(data, labels.slice(0, 100));
    expect(none).toEqual([undefined, undefined, undefined]);
    expect(unknown[1].reason).toBe('the model does not know the class "0": numbers go to 999, and it has 100 classes');
  });

  it("find the ids of Caffe's list where they are beside it", async () => {
    const words = 'n01440764 tench, Tinca tinca\nn01443537 goldfish, Carassius auratus\n';
    const { truths } = await truthsOf({ ...photos(''), 'val.txt': list, 'synset_words.txt': words });
    expect(truths[`${name(2)}.JPEG`]).toBe('n01440764');
  });

  it('sorted into folders are a folder of folders', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, photos('n01440764/'));
    const data = await openDataSet(folder);
    expect(data.kind).toBe('folders');
    const labels = [
      { id: 'n01443537', name: 'goldfish' },
      { id: 'n01440764', name: 'tench' },
    ];
    expect(labelsFor(data, labels).labels).toEqual([1, 1, 1]);
  });

  it('without their classes are an error that says which files to add', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, {
      ...photos(''),
      'val.txt': 'something else',
      'LOC_val_solution.csv': 'ImageId,PredictionString\n',
    });
    await expect(openDataSet(folder)).rejects.toThrow(
      /validation pictures without their classes, expected LOC_val_solution.csv, ILSVRC2012_validation_ground_truth/,
    );
  });
});
