import { expect, it } from 'vitest';
import { publishedTable } from '../../../src/evaluation/story/published.js';
import { notebookTable } from './published.js';

it('the notebook’s table is that of the story', () => {
  const { truth, adversarial } = publishedTable;
  const own = Object.entries(truth.percent).map(([name, percent]) => [
    name === 'Adversary' ? 'Attacked' : name,
    [percent, adversarial.percent[name as keyof typeof adversarial.percent]],
  ]);
  expect(notebookTable.percent).toEqual(Object.fromEntries(own));
  expect([notebookTable.truth, notebookTable.rival]).toEqual([truth.name, adversarial.name]);
});
