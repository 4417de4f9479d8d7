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

/** Counts from one number of copies up to all of them, as time passes. */
export class Playback {
  private readonly onStep: (position: number) => void;
  private readonly onEnd: () => void;
  private handle = 0;
  private exact = 0;
  private last = 0;

  /**
   * @param onStep hears each new position
   * @param onEnd hears when all are shown
   */
  constructor(onStep: (position: number) => void, onEnd: () => void) {
    this.onStep = onStep;
    this.onEnd = onEnd;
  }

  start(from: number, total: number): void {
    this.stop();
    this.exact = from;
    this.last = performance.now();
    this.next(total);
  }

  stop(): void {
    cancelAnimationFrame(this.handle);
    clearTimeout(this.handle);
  }

  private next(total: number): void {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const step = () => this.step(total, still);
    this.handle = still ? window.setTimeout(step, 1000) : requestAnimationFrame(step);
  }

  private step(total: number, still: boolean): void {
    const [now, before] = [performance.now(), Math.floor(this.exact)];
    this.exact = Math.min(total, this.exact + framePace(total, now - this.last, still));
    this.last = now;
    if (Math.floor(this.exact) > before) this.onStep(Math.floor(this.exact));
    if (this.exact < total) this.next(total);
    else this.onEnd();
  }
}
