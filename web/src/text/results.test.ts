import { describe, expect, it } from 'vitest';
import {
  attackedSentence,
  bestSigmaSentence,
  brokenSentence,
  defendedSentence,
  mapsSentence,
  noiseSentence,
  recoveredSentence,
  seedsSentence,
  truthSentence,
} from './results.js';

describe('sentences of results', () => {
  it('say what was recovered and what it cost', () => {
    expect(recoveredSentence({ recovered: 11, of: 17, cost: 1 })).toBe(
      'It brings back 11 of 17 pictures (41–83 %) and loses 1 of 17 clean ones (1–27 %).',
    );
    expect(recoveredSentence({ recovered: 0, of: 4, cost: 0, costOf: 0, what: 'draws' })).toBe(
      'It brings back 0 of 4 draws (0–49 %).',
    );
    expect(recoveredSentence({ recovered: 0, of: 0, cost: 0 })).toContain('nothing to bring back');
  });

  it('tell the class that is known from the one that is believed', () => {
    expect(truthSentence('lemon', 'lemon')).toBe('');
    expect(truthSentence('lemon', 'pizza')).toBe(
      'It shows pizza: wrong before any attack; below, lemon is taken for the true class.',
    );
    expect(truthSentence('lemon', undefined)).toBe(
      'What it shows is not known; below, lemon is taken for the true class.',
    );
  });

  it('follow the numbers, whichever way they fall', () => {
    const attacked = { truth: 'lemon', before: 0.947, after: 0.044, says: 'orange', linf: 4 };
    expect(attackedSentence(attacked)).toBe(
      'The attack worked: at most 4 of 255 levels, and lemon (94.7 %) became orange; lemon keeps 4.4 %.',
    );
    expect(attackedSentence({ ...attacked, says: 'lemon', after: 0.6 })).toContain('The attack failed');
    const noise = { truth: 'lemon', before: 0.947, after: 0.941, says: 'lemon' };
    expect(noiseSentence(noise)).toContain('lemon is still the first class');
    expect(noiseSentence({ ...noise, says: 'orange' })).toContain('the first class is now orange');
    expect(seedsSentence({ right: 14, of: 20, truth: 'lemon' })).toBe(
      'With 14 of 20 seeds (48–85 %) the classifier says lemon.',
    );
    expect(seedsSentence({ right: 0, of: 0, truth: 'lemon' })).toBe('No seed has been tried yet.');
    const defended = { truth: 'lemon', before: 0.044, after: 0.782, says: 'lemon' };
    expect(defendedSentence(defended)).toBe('The defense brings lemon back: from 4.4 % to 78.2 %.');
    expect(defendedSentence({ ...defended, after: 0.1, says: 'orange' })).toContain('does not bring lemon back');
    expect(mapsSentence({ cam: 0.6, rCam: 0.9 })).toContain('holds better');
    expect(mapsSentence({ cam: 0.9, rCam: 0.6 })).toContain('holds worse');
    expect(mapsSentence({ cam: 0.9, rCam: 0.9 })).toContain('equally well');
    expect(
      bestSigmaSentence([
        { sigma: 0, clean: 0.95, attacked: 0.05 },
        { sigma: 0.06, clean: 0.9, attacked: 0.8 },
      ]),
    ).toBe(
      'Of 2 sigmas, 0.06 gives the attacked picture most confidence in the true class, 80.0 %; the clean one has 90.0 % there.',
    );
    expect(bestSigmaSentence([])).toBe('No sigma has been tried yet.');
    const broken = { oblivious: 12, adaptive: 0, of: 20, epsilon: 4 };
    expect(brokenSentence(broken)).toMatch(/^At ε 4, 12 of 20 .* 0 of 20 .*: it is broken\.$/);
    expect(brokenSentence({ ...broken, adaptive: 5 })).toContain('knowing it helps');
    expect(brokenSentence({ ...broken, adaptive: 12 })).toContain('not strong enough');
    expect(brokenSentence({ ...broken, of: 0 })).toBe('Nothing has been judged yet.');
  });
});
