import { integer, knownOptions, outOfRange, wrongType } from '../core/checks.js';
import type { Image } from '../core/image.js';
import type { LogitsModel, Model } from '../models/model.js';
import { askLogits, predicted } from './runner/ask.js';
import { abortSignal, callback } from './runner/fields.js';
import { checkModel, cleanPicture } from './runner/inputs.js';
import { type AttackResult, isAdversarial, type Picture } from './runner/result.js';
import { doTogether } from './runner/together.js';

export interface TransferOptions {
  /**
   * Brings a picture of the first model to the judge's size: the clean one, its adversary, and the adversary after
   * rounding. Needed where the two models' sizes differ. Default: pictures as they are.
   */
  prepare?: (image: Image) => Image;
  /** Pictures that are judged at once, at least 1; the judge is shown three of each. Default 8. */
  batchSize?: number;
  /** Stops between two calls of the judge: the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

/** What the judge makes of one adversary. */
export interface TransferResult {
  /** The picture's place among the clean ones. */
  picture: number;
  /** The class that the adversary is to lose, as the attack had it. */
  label: number;
  /** The class that it is to reach; undefined for an untargeted attack. */
  target: number | undefined;
  /** What the judge names for the clean picture. */
  predictionBefore: number;
  /**
   * Whether the adversary says nothing of transfer: the judge does not give the clean picture the label, or the attack
   * skipped the picture. It then is no success.
   */
  skipped: boolean;
  /** What the judge names for the adversary. */
  prediction: number;
  /** What it names for the adversary after rounding to 8 bits. */
  predictionAfterRounding: number;
  /** Whether the adversary works on the judge: its class is not the label or, for a targeted attack, is the target. */
  success: boolean;
  /** The same after rounding. */
  successAfterRounding: boolean;
}

/** How the adversaries of an attack do on another model. */
export interface Transfer {
  /** One for each result of the attack, in their order. */
  results: TransferResult[];
  /** Pictures that are not skipped: what the rates are parts of. */
  judged: number;
  /** Part of them whose adversary works on the judge; NaN where none is left. */
  rate: number;
  /** The same after rounding to 8 bits. */
  rateAfterRounding: number;
}

/** Of every result the clean picture, the adversary, and that after rounding, as the judge takes them. */
function tripletsOf(
  judge: LogitsModel,
  images: readonly Image[],
  results: readonly AttackResult[],
  prepare: ((image: Image) => Image) | undefined,
): Picture[][] {
  const shown = (image: Image, name: string) => {
    const ready = prepare ? prepare(image) : image;
    const { width, height } = judge;
    if (prepare === undefined && (image.width !== width || image.height !== height)) {
      const expected = `pictures of ${width} × ${height}, the judge's size, or the option prepare that makes them so,`;
      throw outOfRange(expected, name, `${image.width} × ${image.height}`);
    }
    return cleanPicture(ready, judge, prepare ? `what prepare gives for ${name}` : name);
  };
  return results.map((result, i) => {
    const { picture, label, target, adversary, rounded } = result;
    if (picture >= images.length) {
      throw outOfRange(`the ${picture + 1} or more clean pictures of the attack`, 'images', images);
    }
    for (const [named, name] of [
      [label, 'label'],
      [target ?? 0, 'target'],
    ] as const) {
      integer(named, `results[${i}].${name}`, 0, judge.classes - 1);
    }
    return [
      shown(images[picture], `images[${picture}]`),
      shown(adversary, `results[${i}].adversary`),
      shown(rounded, `results[${i}].rounded`),
    ];
  });
}

/**
 * Transfer: shows adversaries that were made on one model to another, which took no part in their making (N. Papernot,
 * P. McDaniel and I. Goodfellow, "Transferability in machine learning", arXiv 1605.07277). An adversary counts where the
 * judge gives the clean picture the label that the attack had; give the attack `labels`, or the label is what its own
 * model names. Both models are to number their classes alike.
 *
 * @param judge the other model; its gradient is not asked for
 * @param images the clean pictures that were given to the attack
 * @param results what the attack gave, for one ε, or some of it
 * @throws TypeError or RangeError for a wrong argument, such as pictures of another size than the judge's without
 *   `prepare`, before the judge is asked; `AttackError` for logits that are not finite; the reason of an aborted signal
 */
export async function transfer(
  judge: LogitsModel,
  images: readonly Image[],
  results: readonly AttackResult[],
  options: TransferOptions = {},
): Promise<Transfer> {
  checkModel(judge, false);
  if (!Array.isArray(images)) throw wrongType('an array of images', 'images', images);
  if (!Array.isArray(results)) throw wrongType('an array of results of an attack', 'results', results);
  results.forEach((result: Partial<AttackResult> | undefined, i) => {
    if (!result?.adversary) throw wrongType('a result of an attack (for one ε)', `results[${i}]`, result);
  });
  knownOptions(options, 'transfer', ['prepare', 'batchSize', 'signal']);
  const prepare = callback(options.prepare, 'prepare');
  const signal = abortSignal(options.signal);
  const batchSize = integer(options.batchSize ?? 8, 'batchSize', 1);

  const judged: TransferResult[] = [];
  await doTogether(
    // Jobs that ask for logits alone never take a gradient.
    judge as Model,
    tripletsOf(judge, images, results, prepare).map((triplet) => askLogits(triplet)),
    { atOnce: batchSize, signal },
    (logits, place) => {
      const { picture, label, target, skipped: untried } = results[place];
      const [predictionBefore, prediction, predictionAfterRounding] = logits.map((row) => predicted(row, picture));
      const skipped = untried || predictionBefore !== label;
      const works = (named: number) => !skipped && isAdversarial({ label, target }, named);
      judged[place] = {
        picture,
        label,
        target,
        predictionBefore,
        skipped,
        prediction,
        predictionAfterRounding,
        success: works(prediction),
        successAfterRounding: works(predictionAfterRounding),
      };
    },
  );
  const counted = judged.filter(({ skipped }) => !skipped).length;
  const part = (which: 'success' | 'successAfterRounding') => judged.filter((result) => result[which]).length / counted;
  return { results: judged, judged: counted, rate: part('success'), rateAfterRounding: part('successAfterRounding') };
}
