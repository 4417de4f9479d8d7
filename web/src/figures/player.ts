/** How long playing takes from the first copy to the last, in milliseconds, and the slowest pace, copies in a second. */
const [longest, slowest] = [8000, 10];

/** In how many steps it goes where a reader wants little motion. */
const stills = 8;

/**
 * How many copies the next frame adds.
 * @param elapsed milliseconds since the last frame
 * @param still whether the reader asks for reduced motion: then a few steps, a second apart, instead of an animation
 */
export function framePace(total: number, elapsed: number, still: boolean): number {
  if (still) return Math.ceil(total / stills);
  // A page that was in the background does not jump ahead.
  return Math.max(total / longest, slowest / 1000) * Math.min(elapsed, 100);
}
