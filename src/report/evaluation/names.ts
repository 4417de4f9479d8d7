import type { AttackPlan, Knowledge } from '../../evaluation/plan/plan.js';
import type { Condition, Rate } from '../../evaluation/summary/summary.js';
import { percent, range } from '../numbers.js';

// How conditions and numbers of an evaluation read, in every format alike.

/** What stands where there is no number. */
export const nothing = '–';

/** What each label means. */
export const knowledgeMeaning: Readonly<Record<Knowledge, string>> = {
  clean: 'not attacked',
  oblivious: 'the attacker does not know that there is a defense',
  'gray-box': 'the attacker knows a part of the defense',
  adaptive: 'the attacker knows all of the defense but its random numbers',
};

/** `ε 4/255`, `relative L2 0.02`; of attacks that look for the smallest perturbation, just that. */
export function sizeText({ measure, epsilon }: Pick<Condition, 'measure' | 'epsilon'>): string {
  if (measure === 'none') return 'clean';
  if (epsilon === null) return 'smallest found';
  if (measure === 'linf') return `ε ${epsilon}/255`;
  return measure === 'l2' ? `L2 ${epsilon}` : `relative L2 ${epsilon}`;
}

/** The axis on which sizes of a measure lie. */
export function measureText(measure: Condition['measure']): string {
  if (measure === 'linf') return 'ε, of 255 levels';
  return measure === 'l2' ? 'L2 distance, in levels' : 'relative L2 distance';
}

/** `igsm`, or `bpda against PD+WD`. */
export function attackText({ attack, knowledge, target }: Pick<Condition, 'attack' | 'knowledge' | 'target'>): string {
  if (knowledge === 'clean') return 'clean pictures';
  return target === undefined ? attack : `${attack} against ${target}`;
}

/** `igsm, ε 4/255`. */
export function conditionText(condition: Condition): string {
  return condition.knowledge === 'clean' ? 'clean pictures' : `${attackText(condition)}, ${sizeText(condition)}`;
}

/** `83.7`, in per cent. */
export function shareText({ share, of }: Rate): string {
  return of > 0 ? percent(share) : nothing;
}

/** `79–88`: the 95 % interval, in per cent. */
export function intervalText(rate: Rate): string {
  return rate.of > 0 ? range(rate) : nothing;
}

/** `83.7 (79–88)`. */
export function rateText(rate: Rate): string {
  return rate.of > 0 ? `${percent(rate.share)} (${range(rate)})` : nothing;
}

/** A number in a few digits; a dash where there is none. */
export function numberText(value: number | null, digits = 3): string {
  return value === null || !Number.isFinite(value) ? nothing : String(Number(value.toPrecision(digits)));
}

/** `+12.0` in percentage points. */
export function differenceText(difference: number): string {
  if (!Number.isFinite(difference)) return nothing;
  const points = (100 * difference).toFixed(1);
  return difference > 0 ? `+${points}` : points.replace('-', '−');
}

/** `0.031`, or `< 0.001`. */
export function pText(value: number): string {
  if (!Number.isFinite(value)) return nothing;
  return value < 0.001 ? '< 0.001' : value.toFixed(3);
}

/** How many there are, with its noun. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Whether an attack is a control: noise. */
export function isControl(attacks: readonly AttackPlan[], name: string): boolean {
  return attacks.some((attack) => attack.name === name && attack.control === true);
}
