import { compressJpegSync } from '../../defenses/compress-jpeg.js';
import { defend, type DefendOptions } from '../../defenses/defend.js';
import type { ActivationMap, FullImage } from '../../core/image.js';
import type { Classifier } from '../../models/index.js';
import { defendedClassifier } from '../../pipeline/index.js';
import { fingerprint } from '../../core/fingerprint.js';
import { wilson } from '../statistics/wilson.js';
import type { Column, DeflectionFacts } from './record.js';
import { first, probabilitiesOf } from './scores.js';
import type { Chain, StorySettings } from './settings.js';

/** A picture as the defense takes it: at the model's size, not rounded between the steps. */
export type FloatPicture = FullImage<Float32Array>;

/** The classes that a column is about, by index. */
export interface Rivals {
  readonly truth: number;
  readonly adversarial: number;
}

/** Everything that a column takes. */
export interface Bench {
  readonly classifier: Classifier;
  readonly settings: StorySettings;
}

/** A chain with the settings of the report, as `defend` and `defendedClassifier` take them. */
function optionsOf(chain: Chain, { classifier, settings }: Bench) {
  const { deflections, algorithm, denoiser } = chain;
  const { width, height } = classifier;
  return {
    deflections,
    // No window is longer than the picture.
    window: Math.min(settings.window, Math.max(width, height)),
    algorithm,
    denoiser,
    denoiserOptions: denoiser === 'wavelet' ? { sigma: settings.sigma } : {},
  } satisfies DefendOptions;
}

/** One draw by its parts: what the same draw of the defended classifier shows, and where it copied samples. */
export function drawOnce(
  picture: FloatPicture,
  chain: Chain,
  bench: Bench,
  map: ActivationMap | undefined,
  onCopy?: DefendOptions['onCopy'],
): { picture: FloatPicture; deflection: DeflectionFacts } {
  const { report, width, height, channels, data } = defend(picture, {
    ...optionsOf(chain, bench),
    map: chain.map === 'none' ? undefined : map,
    seed: bench.settings.seed,
    stream: `${fingerprint(picture)}/0`,
    onCopy,
  });
  const { deflections, window, copies, skipped } = report;
  return { picture: { width, height, channels, data }, deflection: { deflections, window, copies, skipped } };
}

/** What the classifier is shown behind a chain: one picture for each draw. */
function drawAll(picture: FloatPicture, chain: Chain, bench: Bench): Promise<FloatPicture[]> {
  const { seed, draws } = bench.settings;
  const ensemble = chain.deflections === 0 ? 1 : draws;
  const options = { ...optionsOf(chain, bench), map: chain.map, seed, ensemble };
  return defendedClassifier(bench.classifier, options).draws(picture);
}

/** Counts draws. */
function column(name: Column['name'], rows: readonly Float64Array[], { truth, adversarial }: Rivals): Column {
  const mean = (index: number) => rows.reduce((sum, row) => sum + row[index], 0) / rows.length;
  const count = (index: number) => rows.filter((row) => first(row) === index).length;
  return {
    name,
    truth: mean(truth),
    adversarial: mean(adversarial),
    draws: rows.length,
    right: count(truth),
    fooled: count(adversarial),
  };
}

/** A column without anything drawn: the picture as it is, or behind JPEG. */
export async function fixedColumn(
  name: Column['name'],
  picture: FullImage,
  { classifier }: Bench,
  rivals: Rivals,
): Promise<Column> {
  return column(name, await probabilitiesOf(classifier, [picture]), rivals);
}

/** The column of a chain, over all draws. */
export async function chainColumn(
  picture: FloatPicture,
  chain: Chain,
  bench: Bench,
  rivals: Rivals,
  map: ActivationMap | undefined,
): Promise<Column> {
  const rows = await probabilitiesOf(bench.classifier, await drawAll(picture, chain, bench));
  const counted = column(chain.name, rows, rivals);
  if (chain.deflections === 0) return counted;
  const { deflection } = drawOnce(picture, { ...chain, denoiser: 'none' }, bench, map);
  return { ...counted, deflection, interval: wilson(counted.right, counted.draws) };
}

/** The columns of several chains, one after the other: each takes all cores. */
export async function chainColumns(
  picture: FloatPicture,
  chains: readonly Chain[],
  bench: Bench,
  rivals: Rivals,
  map: ActivationMap | undefined,
): Promise<Column[]> {
  const columns: Column[] = [];
  // oxlint-disable-next-line no-await-in-loop -- one after the other: memory for one ensemble at a time
  for (const chain of chains) columns.push(await chainColumn(picture, chain, bench, rivals, map));
  return columns;
}

/** JPEG in place of the defense. */
export function jpegColumn(picture: FullImage<Uint8Array>, bench: Bench, rivals: Rivals): Promise<Column> {
  const { jpegQuality: quality } = bench.settings;
  return fixedColumn(`JPEG ${quality}`, compressJpegSync(picture, { quality }), bench, rivals);
}
