/** A share of trials, with an interval that holds the true share. */
export interface Rate {
  readonly right: number;
  readonly of: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** A number without more digits than are of use: `410`, `4`, `0.031`. */
export function short(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return value === Infinity ? '∞' : '–';
  const rounded = Number(value.toPrecision(digits));
  const text = Math.abs(rounded) >= 1e-6 || rounded === 0 ? String(rounded) : rounded.toExponential();
  return text.replace('-', '−');
}

/** `94.7 %`: a probability or share. */
export function percent(share: number, decimals = 1): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(decimals)} %` : '–';
}

/** `14 of 20`. */
export function count(right: number, of: number): string {
  return `${short(right, 6)} of ${of}`;
}

/** `48–85 %`: an interval of a share. */
export function range({ low, high }: Pick<Rate, 'low' | 'high'>): string {
  return `${(100 * low).toFixed(0)}–${(100 * high).toFixed(0)} %`;
}

/** `1 picture`, `2 pictures`. */
export function plural(number: number, word: string, words = `${word}s`): string {
  return `${number} ${number === 1 ? word : words}`;
}

/** Words with a capital and a full stop. */
export function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** The 97.5 % point of the normal distribution: intervals of 95 %. */
const z = 1.959963984540054;

/**
 * A share with its 95 % interval by the score test (E. B. Wilson, JASA 22, 1927), which has a width also where none or
 * all of few trials are right.
 * @param of at least 1
 */
export function rate(right: number, of: number): Rate {
  if (!(of >= 1 && right >= 0 && right <= of))
    throw new RangeError(`Expected 0…${of} right of at least 1, received ${right}`);
  const share = right / of;
  const scale = 1 + (z * z) / of;
  const middle = (share + (z * z) / (2 * of)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  return { right, of, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
