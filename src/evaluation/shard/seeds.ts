import { createRandom } from '../../core/random.js';

// Every seed of a run follows from that of its plan. Attackers have even seeds and judges odd ones, so that no draw of a
// defense that an attack has seen is ever judged.

/** 32 bits of a plan's seed for a purpose. */
function bitsOf(planSeed: string, purpose: string): bigint {
  return BigInt(createRandom(BigInt(planSeed), purpose).randint(0, 0xffffffff));
}

/**
 * The seed of an attacker: even.
 * @param planSeed a whole number as text
 * @param purpose `'attack'` for the attack's own random numbers, `'adaptive'` for the draws of a defense that it averages
 *   over, `'gray-box'` for the one draw that it takes for the truth
 */
export function attackSeed(planSeed: string, purpose: 'attack' | 'adaptive' | 'gray-box'): bigint {
  return bitsOf(planSeed, purpose) * 2n;
}

/**
 * The seed of a decision of a random defense: odd, another one for each draw, the same for all defenses, models and
 * attacks, so that they are compared on equal terms.
 * @param planSeed a whole number as text
 * @param draw the decision's number, from 0 to 2^32 - 1
 */
export function judgeSeed(planSeed: string, draw: number): bigint {
  return ((bitsOf(planSeed, 'judge') << 32n) + BigInt(draw)) * 2n + 1n;
}
