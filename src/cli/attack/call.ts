import { AttackError } from '../../attacks/index.js';
import { anyModel } from '../../attacks/runner/any-model.js';
import type { FullImage } from '../../core/image.js';
import type { Model } from '../../models/index.js';
import { UsageError } from '../errors.js';
import { flagOf } from './method-flags.js';
import type { MethodResult } from './method.js';
import { methodOf } from './methods.js';
import type { AttackSettings } from './options.js';

/** Where the attack on each picture begins and leads to. */
export interface Aim {
  /** Classes by their places in the output. */
  readonly label: number | undefined;
  readonly target: number | undefined;
  /** A picture at the model's size. */
  readonly start: FullImage<Float32Array> | undefined;
}

/** What the library calls an option has the form of a flag here. */
function asFlags(message: string): string {
  return message
    .replace(/ for starts(\[\d+\])?(?= but received )/, ' for --start')
    .replace(/ for epsilons\[\d+\]/, ' for --epsilon')
    .replace(/ for ([a-zA-Z0-9]+)(?= but received )/, (_, option: string) => ` for --${flagOf(option)}`)
    .replaceAll(/\b(relativeL2|scaling)(?= for | only )/g, (option) => `--${flagOf(option)}`)
    .replace(/ for the options of (\S+)/, ' for --method $1')
    .replace('(unit: ', '(--unit ');
}

/** Runs the attack that was asked for on pictures of the same classes, once for each ε. */
function call(
  model: Model,
  images: readonly FullImage<Float32Array>[],
  { method, options, epsilons, seed }: AttackSettings,
  { label, target, start }: Aim,
): Promise<MethodResult[][]> {
  const { about, run } = methodOf(method);
  return run(model, images, {
    ...options,
    ...(epsilons !== undefined && { epsilons }),
    ...(label !== undefined && { labels: images.map(() => label) }),
    ...(target !== undefined && { targets: images.map(() => target) }),
    ...(start !== undefined && { starts: images.map(() => start) }),
    ...(about.random && { seed }),
  });
}

/** Has the attack check its own options: it does that before it looks at pictures, of which it gets none. */
export async function checkCall(model: Model, settings: AttackSettings, aim: Aim): Promise<void> {
  try {
    await call(model, [], settings, aim);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new UsageError(asFlags(error.message), { cause: error });
  }
}

/** Checks what can be checked of the attack's options without its model. */
export function checkSettings(settings: AttackSettings): Promise<void> {
  const { label, target, start } = settings;
  // Any two classes that differ.
  return checkCall(anyModel, settings, {
    label: label === undefined ? undefined : 0,
    target: target === undefined ? undefined : 1,
    start: start === undefined ? undefined : { width: 1, height: 1, channels: 3, data: new Float32Array(3) },
  });
}

/** Attacks one picture: the result for each ε. */
export async function attackPicture(
  model: Model,
  image: FullImage<Float32Array>,
  settings: AttackSettings,
  aim: Aim,
): Promise<MethodResult[]> {
  try {
    const results = await call(model, [image], settings, aim);
    return results.map(([result]) => result);
  } catch (error) {
    // Which picture it is will be said by its name.
    if (error instanceof AttackError) throw new Error(error.message.replace(/^picture \d+: /, ''), { cause: error });
    if (error instanceof RangeError) throw new Error(asFlags(error.message), { cause: error });
    throw error;
  }
}
