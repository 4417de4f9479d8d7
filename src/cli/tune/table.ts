import { oneLine } from '../../core/one-line.js';
import { textWithoutName } from '../../evaluation/plan/defense-text.js';
import type { FamilyComparison } from '../../evaluation/tune/compare.js';
import type { JudgedDefense, TuneResult } from '../../evaluation/tune/result.js';

const percent = (share: number) => (share * 100).toFixed(1).padStart(6);
const points = (share: number) => `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(1)}`;

function frontLine({ defense, clean, recovered }: JudgedDefense, chosen: string): string {
  return `${defense.name === chosen ? '→' : ' '} ${percent(clean)} ${percent(recovered)}  ${textWithoutName(defense)}`;
}

/** `+3.2 (−1.0 to +7.5)`, and what it is against. */
function comparisonLine({ family, at, difference, low, high }: FamilyComparison): string {
  const note = { interpolated: '', 'keeps more': ', which keeps more clean', 'keeps less': ', which keeps less clean' };
  return `    ${points(difference)} (${points(low)} to ${points(high)}) against ${family}${note[at]}`;
}

/** What is printed of a tuning. */
export function tuningLines(result: TuneResult): string[] {
  const { front, chosen, comparisons, attacks, pictures, keepClean, keepsEnough } = result;
  const listed = front.some(({ defense }) => defense.name === chosen.defense.name) ? front : [...front, chosen];
  return [
    `${pictures.judge} right pictures that the search has not seen; accuracy in per cent:`,
    '   clean  recovered  chain',
    ...listed.map((each) => frontLine(each, chosen.defense.name)),
    ...(keepsEnough
      ? []
      : [`  no chain kept ${percent(keepClean).trim()} % of the clean pictures in the search: → keeps most`]),
    'The chosen chain against other transforms at equal clean accuracy, points of recovered accuracy (95 % interval):',
    ...attacks.flatMap((attack) => [
      `  ${oneLine(attack)}`,
      ...comparisons.filter((each) => each.attack === attack).map(comparisonLine),
    ]),
    'Attackers here ignore the defense: one who knows it breaks it (docs/adaptive.md).',
  ];
}
