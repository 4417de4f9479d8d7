import { defend } from '../../defenses/defend.js';
import type { Column, PictureStory, Totals } from './record.js';
import { controlChains } from './settings.js';

/** Whether the true class is first in most draws. */
export function mostlyRight({ right, draws }: Pick<Column, 'right' | 'draws'>): boolean {
  return 2 * right > draws;
}

/** Counts the outcomes of a report. */
export function totalsOf(stories: readonly Pick<PictureStory, 'outcome' | 'defense'>[]): Totals {
  const outcomes = { recovered: 0, 'not recovered': 0, 'attack failed': 0, 'wrong before': 0 };
  for (const { outcome } of stories) outcomes[outcome]++;
  const broughtBack: Record<string, number> = {};
  for (const { defense } of stories) {
    if (defense?.attack.successAfterRounding !== true) continue;
    for (const column of defense.table.slice(2)) {
      broughtBack[column.name] = (broughtBack[column.name] ?? 0) + Number(mostlyRight(column));
    }
  }
  return { pictures: stories.length, outcomes, broughtBack };
}

/** Samples that the control copies in every column, in a picture of this size. */
export function commonCopiesAt(width: number, height: number): number {
  const blank = { width, height, channels: 3 as const, data: new Uint8Array(width * height * 3) };
  const [{ deflections, algorithm }] = controlChains;
  return defend(blank, { deflections, algorithm, denoiser: 'none', seed: 0 }).report.deflections;
}
