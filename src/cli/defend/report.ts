import type { FullImage } from '../../core/image.js';
import type { Seed } from '../../core/random.js';
import type { PictureFormat } from '../../io/sniff.js';
import type { ActivationFacts } from '../classifier/activation.js';
import type { DefendSettings } from './options.js';
import type { Task } from './task.js';
import type { Transformed } from './transform.js';

/** What `--json` prints for a picture. */
export interface PictureReport {
  readonly input: string;
  readonly output: string;
  readonly show?: string;
  readonly inputFormat: PictureFormat;
  readonly outputFormat: string;
  readonly inputSize: { readonly width: number; readonly height: number; readonly channels: number };
  readonly outputSize: { readonly width: number; readonly height: number; readonly channels: number };
  readonly outputBytes: number;
  /** As they were applied: counts after scaling, defaults filled in (null: chosen from the picture). */
  readonly options: Readonly<Record<string, unknown>>;
  readonly random: 'fast' | 'python';
  readonly seed: Seed;
  /** With `fast`: the name of the picture's random numbers. */
  readonly stream?: string;
  readonly copies: number;
  readonly skipped: number;
  readonly capped: boolean;
  /** Of a map that a classifier made. */
  readonly activation?: ActivationFacts;
  readonly milliseconds: Readonly<Record<'read' | 'resize' | 'write', number>> &
    Transformed['milliseconds'] & {
      /** Of a map that a classifier made. */
      readonly map?: number;
    };
  /** In decibels; null where the pictures are equal. Measured with `--json` and `--show`. */
  readonly psnr?: number | null;
  readonly ssim?: number;
  readonly comparedWith?: 'input' | 'resized input';
  readonly notices: readonly string[];
}

/** Everything that is known of a picture when it is done. */
export interface PictureFacts {
  readonly task: Task;
  readonly settings: DefendSettings;
  readonly format: PictureFormat;
  readonly image: FullImage;
  readonly defended: Transformed;
  readonly bytes: number;
  readonly psnr: number | undefined;
  readonly ssim: number | undefined;
  readonly activation: ActivationFacts | undefined;
  readonly readNotices: readonly string[];
  readonly milliseconds: PictureReport['milliseconds'];
}

/** What a user should know about the format of the result. */
function formatNotices({ task, settings, format, defended }: PictureFacts): string[] {
  const notices: string[] = [];
  const written = task.result.format;
  if (written === 'jpeg') {
    notices.push('written as JPEG, whose losses are a second defense on top of this one: for measurements use PNG');
    if (defended.image.channels === 4) notices.push('JPEG has no transparency: the picture was laid on white');
  } else if (settings.quality !== undefined) {
    notices.push(
      'written with loss, which is a second defense on top of this one: for measurements leave out --quality',
    );
  }
  if (format === 'jpeg' && written === 'png' && task.result.chosen) {
    notices.push('JPEG in, PNG out: writing JPEG again would be a second defense');
  }
  return notices;
}

function sizeOf({ width, height, channels }: FullImage) {
  return { width, height, channels };
}

/** The report of one picture. */
export function describePicture(facts: PictureFacts): PictureReport {
  const { task, settings, image, defended, psnr, ssim, milliseconds } = facts;
  const stages = Object.entries(milliseconds).map(([stage, time]) => [stage, Number(time.toFixed(2))]);
  return {
    input: task.input,
    output: task.result.path,
    ...(task.show && { show: task.show.path }),
    inputFormat: facts.format,
    outputFormat: task.result.format,
    inputSize: sizeOf(image),
    outputSize: sizeOf(defended.image),
    outputBytes: facts.bytes,
    options: defended.options,
    random: settings.random,
    seed: settings.seed,
    ...(settings.random === 'fast' && { stream: task.stream }),
    copies: defended.copies,
    skipped: defended.skipped,
    capped: defended.capped,
    ...(facts.activation && { activation: facts.activation }),
    milliseconds: Object.fromEntries(stages) as PictureReport['milliseconds'],
    ...(psnr !== undefined && { psnr: Number.isFinite(psnr) ? psnr : null, ssim }),
    ...(psnr !== undefined && { comparedWith: settings.size === undefined ? 'input' : 'resized input' }),
    notices: [...facts.readNotices, ...defended.notices, ...formatNotices(facts)],
  };
}
