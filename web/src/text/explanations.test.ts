import { expect, it } from 'vitest';
import { explanations } from './index.js';

it('explains all sections in the order of the page, a question first, in few words', () => {
  expect(Object.keys(explanations)).toEqual([
    'result',
    'pick',
    'attack',
    'deflect',
    'map',
    'wavelets',
    'outcomes',
    'adaptive',
    'keep',
  ]);
  for (const [name, { question, sentences, formula }] of Object.entries(explanations)) {
    expect(question, name).toMatch(/\?$/);
    expect(sentences.length, name).toBeLessThanOrEqual(3);
    for (const sentence of sentences) expect(sentence, name).toMatch(/\.$/);
    // Each formula is MathML that closes what it opens.
    for (const line of formula?.lines ?? []) {
      const text = line.strings.join('');
      const tags = [...text.matchAll(/<(\/?)(\w+)[^>]*>/g)];
      const open: string[] = [];
      for (const [, closing, tag] of tags) {
        if (closing === '') open.push(tag);
        else expect(open.pop(), `${name}: ${text}`).toBe(tag);
      }
      expect(open, name).toEqual([]);
      expect(text.trim(), name).toMatch(/^<math>[^]*<\/math\s*>$/);
    }
  }
});
