import type { Goal } from '../runner/steps.js';
import { bestOther } from './logits.js';

/** What an attack that is published for targets goes for where it is given none. */
export const aims = ['second', 'random'] as const;
export type Aim = (typeof aims)[number];

/** The class to go for: the target; else the likeliest other class of the clean picture, or any other, drawn. */
export function aimOf({ target, label, logits, random }: Goal, aim: Aim): number {
  if (target !== undefined) return target;
  if (aim === 'second') return bestOther(logits, label);
  const drawn = random.randint(0, logits.length - 2);
  return drawn < label ? drawn : drawn + 1;
}
