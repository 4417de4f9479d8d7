import { percent, plural, range, rate, short } from './numbers.js';

/** What the deflection, or the denoiser after it, makes of a picture. */
export interface Stepped {
  /** The true class, and its probability before and after. */
  readonly truth: string;
  readonly before: number;
  readonly after: number;
  /** The likeliest class before and after. */
  readonly said: string;
  readonly says: string;
}

/** `lemon goes from 4.4 % to 5.2 %, and the classifier still says orange`. */
function changeWords({ truth, before, after, said, says }: Stepped): string {
  const still = said === says ? `still says ${says}` : `now says ${says}`;
  return `${truth} goes from ${percent(before)} to ${percent(after)}, and the classifier ${still}`;
}

/** How a deflection was applied. Counts that are set are for 224 × 224. */
export interface Deflection extends Stepped {
  /** As set, and at the size of the model. */
  readonly set: { readonly deflections: number; readonly window: number };
  readonly applied: { readonly deflections: number; readonly window: number };
  readonly width: number;
  readonly height: number;
  readonly copied: number;
  readonly map: string;
  readonly psnr: number;
}

/**
 * `1500 deflections and a window of 10, for 224 × 224, are 122 and 3 at 64 × 64. Steered by the R-CAM they copied 366 samples
 * (37.2 dB): lemon goes from 4.4 % to 5.2 %, and the classifier still says orange.`
 */
export function deflectionSentence(deflection: Deflection): string {
  const { set, applied, width, height, copied, map, psnr } = deflection;
  const asked = `${plural(set.deflections, 'deflection')} and a window of ${set.window}`;
  const same = set.deflections === applied.deflections && set.window === applied.window;
  const here = same ? '' : `, for 224 × 224, are ${applied.deflections} and ${applied.window} at ${width} × ${height}`;
  if (copied === 0) return `${asked}${here}. No sample was copied: nothing changes.`;
  return `${asked}${here}. ${map} they copied ${plural(copied, 'sample')} (${short(psnr)} dB): ${changeWords(deflection)}.`;
}

/** `BayesShrink, 34.1 dB to the picture before: lemon goes from 5.2 % to 77.4 %, and the classifier now says lemon.` */
export function denoisedSentence({ how, psnr, ...step }: Stepped & { how: string; psnr: number }): string {
  return `${how}, ${short(psnr)} dB to the picture before: ${changeWords(step)}.`;
}

/** `After 60 of 366 copied samples: orange, 93.4 %; lemon has 4.5 %.` */
export function positionSentence(at: {
  position: number;
  of: number;
  says: string;
  probability: number;
  truth: string;
  after: number;
}): string {
  const { position, of, says, probability, truth, after } = at;
  const other = says === truth ? '' : `; ${truth} has ${percent(after)}`;
  return `After ${position} of ${plural(of, 'copied sample')}: ${says}, ${percent(probability)}${other}.`;
}

/** `Of 20 draws, 14 name lemon (48–85 %), 6 name orange.`, the true class first, then the most frequent. */
export function drawsSentence(named: readonly string[], truth: string): string {
  if (named.length === 0) return 'No draw has been tried yet.';
  const counts = new Map<string, number>([[truth, 0]]);
  for (const name of named) counts.set(name, (counts.get(name) ?? 0) + 1);
  const words = [...counts]
    .toSorted(([a, left], [b, right]) => Number(b === truth) - Number(a === truth) || right - left)
    .map(([name, count]) => {
      const verb = count === 1 ? 'names' : 'name';
      return `${count} ${verb} ${name}${name === truth ? ` (${range(rate(count, named.length))})` : ''}`;
    });
  return `Of ${plural(named.length, 'draw')}, ${words.join(', ')}.`;
}

/** Where a map is largest for two pictures, or two maps are for one, and how they agree. */
export interface PlacesApart {
  readonly first: string;
  readonly second: string;
  /** Pixels between them. */
  readonly apart: number;
}

/** `The CAM is largest at the upper left for the clean picture and in the middle for the attacked one: 21 pixels apart.` */
export function attackMovesMap({ name, first, second, apart }: PlacesApart & { name: string }): string {
  if (apart === 0) return `The ${name} is largest ${first}, at the same pixel for the clean and the attacked picture.`;
  if (first === second) {
    return `The ${name} is largest ${first} for the clean and the attacked picture, ${plural(Number(short(apart, 2)), 'pixel')} apart.`;
  }
  return `The ${name} is largest ${first} for the clean picture and ${second} for the attacked one: ${plural(Number(short(apart, 2)), 'pixel')} apart.`;
}

/** `Of the attacked picture, CAM and R-CAM are largest 3 pixels apart; they differ by more than 0.25 in 4 % of it.` */
export function mapsDiffer(of: string, apart: number, share: number): string {
  const places = apart === 0 ? 'at the same pixel' : `${plural(Number(short(apart, 2)), 'pixel')} apart`;
  return `Of the ${of} picture, CAM and R-CAM are largest ${places}; they differ by more than 0.25 in ${percent(share, 0)} of it.`;
}

/** `At σ 0.06 the clean picture has 93.1 %, the attacked one 77.4 %.` */
export function atSigmaSentence(sigma: number, clean: number, attacked: number): string {
  return `At σ ${short(sigma)} the clean picture has ${percent(clean)}, the attacked one ${percent(attacked)}.`;
}
