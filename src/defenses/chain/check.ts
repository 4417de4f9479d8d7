import { outOfRange, show, wrongType } from '../../core/checks.js';
import { didYouMean } from '../../core/nearest.js';
import { createRandom } from '../../core/random.js';
import type { PatchDatabase } from '../patches.js';
import type { Chain, ChainStep, TransformName } from './chain.js';
import { type Picture, transformNames, transformOf } from './transforms.js';

/** What a chain is checked for, where it is known: the size of the pictures, and what `quilt` builds of. */
export interface ChainFacts {
  readonly size?: { readonly width: number; readonly height: number };
  readonly patches?: PatchDatabase | undefined;
}

/** No result has this size: a transform ends at it after it has checked its options, before any work. */
const misfit = { width: 1, height: 1, channels: 1, data: new Float32Array(1) } as const;

/** The side of the pictures that published counts belong to. */
const publishedSide = 224;

/** How errors call a step: `step 2 ('wavelet') of the chain`. */
export function stepName(index: number, transform: TransformName, chain: string): string {
  return `step ${index + 1} ('${transform}') of ${chain}`;
}

/**
 * Runs something for a step; what is wrong is then said to be wrong there: "Expected … for sigma in step 2 ('wavelet') of
 * the chain but received -1".
 */
export function inStep<T>(index: number, { transform }: ChainStep, chain: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof TypeError) && !(cause instanceof RangeError)) throw cause;
    const place = ` in ${stepName(index, transform, chain)} but received `;
    const message = cause.message.replace(' but received ', () => place);
    throw cause instanceof TypeError ? new TypeError(message, { cause }) : new RangeError(message, { cause });
  }
}

/**
 * Refuses names that are not among the known ones, and offers the nearest of those.
 * @param what has the names: `the options of jpeg`
 */
export function onlyNames(given: object, what: string, known: readonly string[]): void {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    throw new RangeError(outOfRange(`only ${known.join(', ')}`, what, key).message + didYouMean(key, known));
  }
}

function checkName(given: unknown, name: string): TransformName {
  if ((transformNames as unknown[]).includes(given)) return given as TransformName;
  const expected = `Expected one of ${transformNames.join(', ')} for the transform of ${name}`;
  const near = typeof given === 'string' ? didYouMean(given, transformNames) : '';
  throw new RangeError(`${expected} but received ${show(given)}${near}`);
}

/** Has the transform check the options of a step. */
function checkOptions(step: ChainStep, { size, patches }: ChainFacts): void {
  const { check, run } = transformOf(step.transform);
  check?.(step.options);
  const literal = step.transform === 'deflect' && step.options.scale === false && size === undefined;
  if (step.transform === 'quilt' && patches === undefined) return;
  const { width, height } = size ?? { width: publishedSide, height: publishedSide };
  const blank: Picture = { width, height, channels: 1, data: new Float32Array(width * height) };
  const options = literal ? { ...step.options, window: undefined } : step.options;
  try {
    run(blank, options, { random: createRandom(0), patches, out: misfit });
  } catch (error) {
    if (!(error as Error).message.includes(' for out but received ')) throw error;
  }
}

function checkStep(given: unknown, index: number, name: string, facts: ChainFacts): ChainStep {
  const place = `step ${index + 1} of ${name}`;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw wrongType('a step { transform, options }', place, given);
  }
  const { transform, options = {} } = given as { transform?: unknown; options?: unknown };
  onlyNames(given, place, ['transform', 'options']);
  const checked = checkName(transform, place);
  const called = stepName(index, checked, name);
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw wrongType('an object', `the options of ${called}`, options);
  }
  onlyNames(options, `the options of ${called}`, transformOf(checked).options);
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  const step = { transform: checked, options: Object.fromEntries(entries) } as ChainStep;
  inStep(index, step, name, () => checkOptions(step, facts));
  return step;
}

/**
 * Checks a chain that came from outside; every option is checked by the transform that has it. Without `facts` the window
 * of a literal deflection (`scale: false`), and the most that `quilt` takes, are left open.
 * @param chain steps `{ transform, options }`; options may be left out
 * @param name what errors call it
 * @param facts the size of pictures, and patches, where they are known
 * @returns the chain, its options written out as far as they were given
 * @throws TypeError or RangeError that names the step, for unknown names with the nearest known one
 */
export function checkChain(chain: unknown, name = 'the chain', facts: ChainFacts = {}): Chain {
  if (!Array.isArray(chain)) throw wrongType('an array of steps { transform, options }', name, chain);
  return chain.map((step, index) => checkStep(step, index, name, facts));
}

/** Whether a chain draws random numbers, so that two seeds can give two results. */
export function isRandom(chain: Chain): boolean {
  return chain.some(({ transform, options }) => {
    const { random } = transformOf(transform);
    return typeof random === 'boolean' ? random : random(options);
  });
}

/** Whether a chain has a step of a kind. */
export function hasStep(chain: Chain, name: TransformName): boolean {
  return chain.some(({ transform }) => transform === name);
}
