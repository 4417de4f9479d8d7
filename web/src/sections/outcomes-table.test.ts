import { expect, it } from 'vitest';
import { toCsv } from '../figures/csv.js';
import type { Outcomes } from '../state/outcomes.js';
import { breakSentences, epsilonsUpTo } from './broken.js';
import { outcomeSentence, outcomesTable } from './outcomes-table.js';

const label = { index: 1, label: 'n1', name: 'lemon' };
const rival = { index: 2, label: 'n2', name: 'orange' };
const tally = (right: number, draws: number, probability = right / draws) => ({
  label: probability,
  rival: 1 - probability,
  draws,
  right,
  fooled: draws - right,
});
const row = (name: string, clean: number, attacked: number, draws: number) => ({
  name,
  clean: tally(clean, draws),
  attacked: tally(attacked, draws),
});
const picture = (attacked: number, fooled: boolean) => ({
  name: 'x',
  fooled,
  rows: [row('none', 1, fooled ? 0 : 1, 1), row('PD', 20, attacked, 20)],
});
const point = (epsilon: number, knows: boolean, right: number) =>
  ({ epsilon, knows, right, judges: 6, probability: right / 6 }) as never;
const rows = [row('none', 1, 0, 1), row('PD', 20, 14, 20)];
const stages = ['none', 'PD', 'PD+WD', 'JPEG 40'];

it('the table of a picture has intervals, what is clean, the notebook’s row, and lines that wait', () => {
  const outcomes: Outcomes = { scope: 'picture', label, rival, fooled: true, rows };
  const table = outcomesTable(outcomes, stages);
  expect(table.columns.map(({ name }) => name).slice(0, 4)).toEqual(['Stage', 'lemon', 'orange', 'lemon is first']);
  expect(table.rows.map(([name]) => name)).toEqual(['Clean', 'Attacked', 'PD', 'PD+WD', 'JPEG 40']);
  expect(table.rows[2]).toEqual([
    'PD',
    '70.0 %',
    '30.0 %',
    { text: '70.0 %', low: '48 %', high: '85 %', n: 20 },
    { text: '100.0 %', low: '84 %', high: '100 %', n: 20 },
    '75 %',
    '16 %',
  ]);
  expect(table.rows[3].slice(0, 3)).toEqual(['PD+WD', undefined, undefined]);
  expect(toCsv(table.columns, table.rows).split('\r\n')[1]).toMatch(/^Clean,100.0 %,0.0 %,100.0 %,21 %,100 %,1,/);
  expect(outcomeSentence(outcomes, 'PD')).toBe(
    'It brings back 14 of 20 draws (48–85 %) and loses 0 of 20 clean ones (0–16 %).',
  );
  expect(outcomeSentence({ ...outcomes, fooled: false }, 'PD')).toContain('fooled nothing');
  expect(outcomeSentence(outcomes, 'PD+WD')).toBeUndefined();
});

it('the table of samples counts pictures by most of their draws, and says how many were right before', () => {
  const outcomes: Outcomes = {
    scope: 'samples',
    of: 5,
    pictures: [picture(11, true), picture(10, true), picture(20, false)],
    wrong: ['lemons'],
    unknown: ['badger'],
  };
  const { rows: lines } = outcomesTable(outcomes, stages);
  expect(lines[0][2]).toMatchObject({ text: '75.0 %', n: 4 });
  expect(lines[1][2]).toMatchObject({ text: '33.3 %', n: 3 });
  expect(lines[2][2]).toMatchObject({ text: '66.7 %', n: 3 });
  expect(outcomeSentence(outcomes, 'PD')).toContain('It brings back 1 of 2 pictures');
});

it('the adaptive attack is told in words that follow from its points', () => {
  expect(epsilonsUpTo(8)).toEqual([0, 1, 2, 4, 8]);
  expect(epsilonsUpTo(1)).toEqual([0, 1]);
  const points = [point(0, false, 6), point(8, false, 4), point(0, true, 6), point(4, true, 0), point(8, true, 0)];
  expect(breakSentences({ label, points })).toEqual([
    'At ε 8, 4 of 6 draws are right against an attacker who ignores the defense, 0 of 6 against one who knows it: it is broken.',
    'Who ignores the defense leaves 4 of 6 seeds right even at ε 8.',
    'Who knows the defense needs ε 4 to leave none of 6 seeds right.',
  ]);
  expect(breakSentences({ label, points: [point(0, false, 0)] })[0]).toContain('there is nothing to break');
  expect(breakSentences({ label, points: [] })).toEqual([]);
});
