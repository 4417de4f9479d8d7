import type { Seed } from '../../core/random.js';
import type { Label } from '../../models/index.js';
import type { DataPlan } from '../plan/plan.js';
import type { Manifest, ManifestImage } from '../run/manifest.js';
import type { Unreadable } from '../shard/shard.js';
import { type BytesPlace, DataError, type DataEntry, dataForms, skip } from './data-set.js';
import { drawImages } from './draw.js';
import { dataHash, indexImages, type IndexOptions } from './index-images.js';
import { labelsFor } from './labels.js';
import { openDataSet } from './open.js';

/** Options of {@link prepareImages}. */
export interface PrepareOptions extends Pick<IndexOptions, 'concurrency' | 'onProgress' | 'signal'> {
  /** What pictures are drawn with. */
  readonly seed: Seed;
  /** The classes of each model, in the order of the plan's models: at least one. */
  readonly models: readonly { readonly name: string; readonly labels: readonly Label[] }[];
}

/** The pictures of a run, as its manifest holds them, and where they lie on this machine. */
export interface PreparedImages {
  readonly data: Manifest['data'];
  readonly images: readonly ManifestImage[];
  /** Pictures that could not be used, each with the reason. */
  readonly unreadable: readonly Unreadable[];
  /** What the user should know, a line each, safe to print. */
  readonly notes: readonly string[];
  /** The places of the images by their SHA-256, for `pathStore`. */
  readonly places: Readonly<Record<string, BytesPlace>>;
}

/** First reasons of a list, for an error that says why nothing is left. */
function firstReason(unreadable: readonly Unreadable[]): string {
  return unreadable.length === 0 ? '' : ` (the first: ${unreadable[0].reason})`;
}

/** An entry and its classes, by model. */
interface Known {
  readonly id: string;
  readonly entry: DataEntry;
  readonly labels: readonly (number | null)[];
}

/**
 * From the data of a plan to the pictures of a run: the data set is opened; pictures whose class no model knows are left out
 * and listed; of the others those of the plan are drawn; these are read once, and those that cannot be read are listed.
 *
 * @throws DataError where the data set cannot be opened or no picture is left
 */
export async function prepareImages(plan: DataPlan, options: PrepareOptions): Promise<PreparedImages> {
  const { seed, models, ...indexing } = options;
  const data = await openDataSet(plan.path, { signal: options.signal });
  const unreadable: Unreadable[] = [...data.skipped];
  const notes = [...data.notes];
  const byModel = models.map(({ labels }) => labelsFor(data, labels));
  const known: Known[] = [];
  const reasons = new Map(byModel[0].unknown.map(({ image, reason }) => [image, reason]));
  data.entries.forEach((entry, index) => {
    const labels = byModel.map((found) => found.labels[index] ?? null);
    if (labels.some((label) => label !== null)) known.push({ id: entry.id, entry, labels });
    else unreadable.push(skip(entry.id, reasons.get(entry.id) ?? 'no model knows its class'));
  });
  if (known.length === 0) {
    const all = `no model knows the class of any of ${data.entries.length} pictures${firstReason(unreadable)}`;
    throw new DataError(plan.path, `${all}, expected ${dataForms}, of classes that a model knows`);
  }
  byModel.forEach(({ unknown }, index) => {
    if (unknown.length > 0)
      notes.push(`${unknown.length} pictures are of classes that ${models[index].name} does not know`);
  });
  const drawn = drawImages(known, { limit: plan.limit, seed, part: plan.part });
  if (drawn.length === 0) {
    const half = `the half of ${Math.min(plan.limit ?? known.length, known.length)} drawn pictures that is to ${plan.part}`;
    throw new DataError(plan.path, `${half} holds none, expected more pictures, or a larger limit`);
  }
  const indexed = await indexImages(
    drawn.map(({ entry }) => entry),
    indexing,
  );
  for (const each of indexed.unreadable) unreadable.push(each);
  if (indexed.images.length === 0) {
    const none = `none of ${drawn.length} pictures can be read${firstReason(indexed.unreadable)}`;
    throw new DataError(plan.path, `${none}, expected JPEG, PNG, WebP, AVIF or GIF pictures`);
  }
  if (indexed.duplicates > 0) notes.push(`${indexed.duplicates} pictures have the same bytes as another one`);
  const labels = new Map(drawn.map((each) => [each.id, each.labels]));
  const images = indexed.images.map(({ entry: { id }, sha256 }) => ({ id, sha256, labels: labels.get(id) ?? [] }));
  const places: Record<string, BytesPlace> = {};
  for (const { sha256, entry } of indexed.images) places[sha256] ??= entry.place;
  const { kind, entries } = data;
  return {
    data: { kind, sha256: dataHash(images), found: entries.length, drawn: drawn.length },
    images,
    unreadable,
    notes,
    places,
  };
}
