import { knownOptions, outOfRange } from '../../core/checks.js';
import { type ActivationMap, checkImage, checkMap, type FullImage, type Image, isByteData } from '../../core/image.js';
import { newImage, type PixelData, toByte } from '../../core/image.js';
import { createRandom, freshSeed, type RandomSource, type Seed, seedToBigInt } from '../../core/random.js';
import type { DefenseReport } from '../defend.js';
import type { DeflectionOptions } from '../deflect.js';
import type { PatchDatabase } from '../patches.js';
import type { Chain, ChainStep } from './chain.js';
import { checkChain, hasStep, inStep } from './check.js';
import { type Picture, transformOf } from './transforms.js';

export interface ApplyChainOptions {
  /** Where the classifier looks, of any size: steers the steps `deflect`, and no other. Default: none. */
  map?: ActivationMap | undefined;
  /** Any integer. Default: a fresh one. */
  seed?: Seed;
  /** The picture that the random numbers are for, a number or a name; each has its own. Default 0. */
  stream?: Seed | string;
  /** What the steps `quilt` build pictures of; a chain with one cannot do without. */
  patches?: PatchDatabase | undefined;
}

/** Everything that a checked chain is run with. */
export interface RunSettings {
  readonly seed: Seed;
  readonly stream: Seed | string;
  readonly map?: ActivationMap | undefined;
  readonly patches?: PatchDatabase | undefined;
  readonly onCopy?: DeflectionOptions['onCopy'];
}

/** A step that was run. */
export interface DoneStep {
  readonly index: number;
  readonly step: ChainStep;
  readonly input: Picture;
  /** Of a deflection. */
  readonly report: DefenseReport | undefined;
  /** The random numbers that the step has drawn, from the first. */
  readonly again: () => RandomSource;
}

/**
 * The random stream of a step. The first step has that of the picture itself: so a deflection at the front moves the
 * samples that `defend` moves with the same seed and stream.
 */
function streamOf(stream: Seed | string, index: number): Seed | string {
  return index === 0 ? stream : `${stream}/step ${index + 1}`;
}

/**
 * Runs a checked chain.
 * @param onStep is told of every step that was done
 */
export function runChain(
  image: Picture,
  chain: Chain,
  { seed, stream, ...supply }: RunSettings,
  onStep?: (done: DoneStep) => void,
): Picture {
  let input = image;
  for (const [index, step] of chain.entries()) {
    const again = () => createRandom(seed, streamOf(stream, index));
    const { run } = transformOf(step.transform);
    const { width, height, channels, data, report } = inStep(index, step, 'the chain', () =>
      run(input, step.options, { ...supply, random: again() }),
    );
    onStep?.({ index, step, input, report, again });
    input = { width, height, channels, data };
  }
  return input;
}

/**
 * Checks a chain for pictures of a size, and that there is all it needs.
 * @throws TypeError or RangeError that names the step
 */
export function checkFor(
  chain: unknown,
  size: { readonly width: number; readonly height: number },
  patches: PatchDatabase | undefined,
): Chain {
  const checked = checkChain(chain, 'the chain', { size, patches });
  if (patches === undefined && hasStep(checked, 'quilt')) {
    throw outOfRange("patches (a database of createPatchDatabase) with a step 'quilt'", 'patches', patches);
  }
  return checked;
}

/** The samples as floats. */
export function asFloats(image: FullImage): Picture {
  return { ...image, data: Float32Array.from(image.data) };
}

/** A picture of the sample type of another, rounded once where that has 8 bits. */
export function likeInput<T extends PixelData>(image: FullImage<T>, result: Picture): FullImage<T> {
  const { data } = result;
  const same = newImage(image);
  if (isByteData(same.data)) for (let i = 0; i < data.length; i++) same.data[i] = toByte(data[i]);
  else same.data.set(data);
  return same;
}

/**
 * Transforms a picture by the steps of a chain, one after the other. Between steps nothing is rounded, but by those that do
 * so by their nature (`jpeg`, `bit-depth`, `quilt`); an 8-bit result is rounded once, at the end.
 *
 * Every step draws from a random stream of its own, which follows from seed, stream and the step's place: a chain of one
 * step is that transform with `random: createRandom(seed, stream)`, bit for bit, and `deflect+wavelet` is what `defend` does
 * with the same settings, before it rounds.
 *
 * @param image 1, 3 or 4 channels of any sample type. Alpha passes through, except where `crop` and `resize-pad` move it
 * @param chain checked here; empty, it leaves the picture as it is
 * @returns a new picture of the same size, channels and sample type
 * @throws TypeError or RangeError that names the step, before any work is done
 */
export function applyChain<T extends PixelData>(
  image: Image<T>,
  chain: Chain,
  options: ApplyChainOptions = {},
): FullImage<T> {
  const input = checkImage(image);
  knownOptions(options, 'applyChain', ['map', 'seed', 'stream', 'patches']);
  const { map, seed = freshSeed(), stream = 0, patches } = options;
  const checked = checkFor(chain, input, patches);
  if (map !== undefined) checkMap(map);
  seedToBigInt(seed);
  return likeInput(input, runChain(asFloats(input), checked, { map, seed, stream, patches }));
}
