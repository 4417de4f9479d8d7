import { expect, it } from 'vitest';
import { describeScores, roleOf } from './bars.js';
import { describeSeeds } from './seeds.js';

const score = (index: number, probability: number) => ({
  label: `n${index}`,
  name: ['lemon', 'orange'][index],
  index,
  probability,
});

it('scores name the true class and the attacker’s', () => {
  expect(roleOf(2, undefined, undefined)).toBe('other');
  expect(describeScores([score(1, 0.936), score(0, 0.044), score(2, 0.01)], 0, 1)).toBe(
    'orange 93.6 % (attacker’s class), lemon 4.4 % (true class), n2 1.0 %',
  );
});

it('seeds are counted as they come', () => {
  const outcomes = [0, 0, 1, 2].map((index, seed) => ({ seed, says: score(index, 0.5) }));
  expect(describeSeeds(outcomes, 20, 0, 1)).toBe(
    '2 of 4 seeds give the true class, 1 the attacker’s class, 1 another; 16 to come',
  );
  expect(describeSeeds(outcomes, 4, 0, undefined)).toBe('2 of 4 seeds give the true class, 2 another');
  expect(describeSeeds([], 20, 0, 1)).toBe('no seed has been tried yet');
  expect(describeSeeds(outcomes, 4, 0, undefined, 'draw')).toBe('2 of 4 draws give the true class, 2 another');
});
