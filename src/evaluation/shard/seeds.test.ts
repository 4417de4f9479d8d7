import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attackSeed, judgeSeed } from './seeds.js';

const planSeed = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map(String);
const purposes = ['attack', 'adaptive', 'gray-box'] as const;

describe('seeds', () => {
  it('of a judge are never those of an attacker, whatever the plans', () => {
    fc.assert(
      fc.property(planSeed, planSeed, fc.nat({ max: 2 ** 31 }), (ofJudge, ofAttack, draw) => {
        for (const purpose of purposes) expect(judgeSeed(ofJudge, draw)).not.toBe(attackSeed(ofAttack, purpose));
        expect(judgeSeed(ofJudge, draw) % 2n).toBe(1n);
        for (const purpose of purposes) expect(attackSeed(ofAttack, purpose) % 2n).toBe(0n);
      }),
    );
  });

  it('differ between draws, purposes and plans', () => {
    const draws = Array.from({ length: 1000 }, (_, draw) => judgeSeed('7', draw));
    expect(new Set(draws).size).toBe(1000);
    expect(new Set(purposes.map((purpose) => attackSeed('7', purpose))).size).toBe(3);
    expect(judgeSeed('7', 0)).not.toBe(judgeSeed('8', 0));
    expect(attackSeed('7', 'attack')).not.toBe(attackSeed('-7', 'attack'));
  });

  it('are the same each time', () => {
    fc.assert(
      fc.property(planSeed, fc.nat(), (seed, draw) => {
        expect(judgeSeed(seed, draw)).toBe(judgeSeed(seed, draw));
        expect(attackSeed(seed, 'attack')).toBe(attackSeed(seed, 'attack'));
      }),
      { numRuns: 20 },
    );
  });
});
