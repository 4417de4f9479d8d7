import { describe, expect, it } from 'vitest';
import type { Column, StoryRecord, ToldPicture } from '../evaluation/story/index.js';
import { decibels, percent, range } from './numbers.js';
import { storyText } from './story-text.js';

const wrong: ToldPicture = {
  outcome: 'wrong before',
  size: { width: 4, height: 4 },
  seen: { width: 4, height: 4 },
  truth: { index: 1, label: 'b', name: 'bee\u001b[2J' },
  clean: [{ index: 0, label: 'a', name: 'ant', probability: 0.7 }],
  input: 'x.png',
  title: 'x\ny',
  truthFrom: 'file name',
  notices: [],
};

const columns: Column[] = (['Clean', 'Adversary', 'PD'] as const).map((name, i) => ({
  name,
  truth: 0.9 - 0.4 * i,
  adversarial: 0.1,
  draws: i === 2 ? 20 : 1,
  right: i === 2 ? 3 : 1 - i,
  fooled: 0,
}));

function record(...pictures: ToldPicture[]): StoryRecord {
  const outcomes = { recovered: 0, 'not recovered': 1, 'attack failed': 0, 'wrong before': 1 };
  return {
    pictures,
    settings: { draws: 20 },
    totals: { pictures: pictures.length, outcomes, broughtBack: { PD: 0, WD: 1 } },
  } as unknown as StoryRecord;
}

describe('storyText', () => {
  it('prints names on one line, safe for a terminal', () => {
    const text = storyText(record(wrong));
    expect(text).toEqual([
      'x\\ny: bee\\x1b[2J (true class)',
      '  the model says ant',
      '  the model is wrong from the start: there is nothing to attack',
    ]);
  });

  it('prints a line for each of several pictures, and counts failures', () => {
    const attack = { successAfterRounding: true, adversarial: { index: 0, label: 'a', name: 'ant' } };
    const told = { ...wrong, outcome: 'not recovered', defense: { attack, table: columns } } as unknown as ToldPicture;
    const [head, first, second, , counts, back] = storyText(record(wrong, told));
    expect(head).toMatch(/^picture +true class +clean, % +adversary says +PD$/);
    expect(first).toMatch(/ 0\.0 +– +–$/);
    expect(second).toMatch(/ ant +3$/);
    expect(counts).toBe('true class first, of 20 draws · 2 pictures: 1 not recovered, 1 wrong before');
    expect(back).toBe('brought back in most draws, where the adversary fools: PD 0, WD 1');
  });
});

describe('numbers', () => {
  it('are written in one way', () => {
    expect([percent(0.97149), percent(1), percent(0)]).toEqual(['97.1', '100.0', '0.0']);
    expect(range({ low: 0.4811, high: 0.8545 })).toBe('48–85');
    expect([decibels(31.44), decibels(null)]).toEqual(['31.4 dB', 'unchanged']);
  });
});
