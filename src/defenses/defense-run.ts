import type { ActivationMap, FullImage, PixelData } from '../core/image.js';
import { resizeMap } from '../core/map.js';
import { createRandom, freshSeed, randomOr, type Seed } from '../core/random.js';
import { type DefendOptions, type DefenseReport, resolveDefense } from './defense-options.js';
import { type Deflected, deflectPixels } from './deflect.js';
import { type DenoiserName, type DenoiserOptions, publishedOptions } from './denoisers.js';

/** The map at the picture's size. */
function fitMap(map: ActivationMap | undefined, image: FullImage, notices: string[]): ActivationMap | undefined {
  if (map === undefined || (map.width === image.width && map.height === image.height)) return map;
  notices.push(`map resized from ${map.width} × ${map.height} to ${image.width} × ${image.height}`);
  return resizeMap(map, image.width, image.height);
}

/** @internal The options of `defend` for a picture, checked, and the notices and times of one run of it. */
export class DefenseRun {
  readonly size: { readonly width: number; readonly height: number };
  readonly denoiser: DenoiserName;
  readonly denoiserOptions: DenoiserOptions;
  readonly #options: DefendOptions;
  readonly #resolved: ReturnType<typeof resolveDefense>;
  readonly #notices: string[] = [];
  readonly #times = [performance.now()];
  /** The seed and stream of this run; neither where a source is given. */
  readonly #randomness: { readonly seed?: Seed; readonly stream?: Seed | string };

  constructor(input: FullImage, options: DefendOptions) {
    this.#options = options;
    this.#resolved = resolveDefense(input, options);
    const { size, denoiser, given, counts } = this.#resolved;
    this.size = size;
    this.denoiser = denoiser;
    this.denoiserOptions = { ...publishedOptions[denoiser], ...options.denoiserOptions };
    const { random, seed, stream } = options;
    this.#randomness = random === undefined ? { seed: seed ?? freshSeed(), stream: stream ?? 0 } : {};
    if (counts.deflections !== given.deflections || counts.window !== given.window) {
      this.#notices.push(
        `scaled from 224 × 224 to ${size.width} × ${size.height}: deflections ${given.deflections} → ` +
          `${counts.deflections}, window ${given.window} → ${counts.window}`,
      );
    }
  }

  /** Deflects the resized picture. */
  deflect<T extends PixelData>(resized: FullImage<T>): Deflected<T> {
    const { counts, map, bias, algorithm } = this.#resolved;
    const { random, onCopy, backend } = this.#options;
    const { seed, stream } = this.#randomness;
    const fitted = fitMap(map, resized, this.#notices);
    this.lap();
    const source = seed === undefined ? randomOr(random) : createRandom(seed, stream);
    const deflected = deflectPixels(resized, {
      ...counts,
      algorithm,
      bias,
      map: fitted,
      random: source,
      onCopy,
      backend,
    });
    if (deflected.capped) this.#notices.push('deflection ended early: too little can be deflected');
    this.lap();
    return deflected;
  }

  /** Ends a stage. */
  lap(): void {
    this.#times.push(performance.now());
  }

  report({ copies, skipped, capped }: Deflected): DefenseReport {
    const { name, algorithm, counts, bias, map, denoiser } = this.#resolved;
    const [started, ready, moved, done] = this.#times;
    return {
      preset: name,
      algorithm,
      ...counts,
      bias,
      map: map !== undefined,
      copies,
      skipped,
      capped,
      denoiser,
      denoiserOptions: this.denoiserOptions,
      ...this.#randomness,
      notices: this.#notices,
      milliseconds: { resize: ready - started, deflect: moved - ready, denoise: done - moved },
    };
  }
}
