import type { ModelCard } from '../card.js';
import { type CatalogEntry, catalogEntries } from './entries.js';
import { imagenetLabels } from './labels.js';

/** The entry of a model by its name (`resnet50-v1-12`) or one of its shorter names (`resnet50`). */
export function catalogEntry(name: string): CatalogEntry | undefined {
  return catalogEntries.find((entry) => entry.name === name || entry.aliases.includes(name));
}

/** The whole card of an entry, with its 1000 labels. */
export async function catalogCard(entry: CatalogEntry): Promise<ModelCard> {
  const { name, sha256, bytes, source, license, card } = entry;
  return { name, ...card, labels: await imagenetLabels(), sha256, bytes, source, license };
}

/**
 * The card of a file that the catalog knows, whatever its name.
 * @param sha256 of the file, in hexadecimal digits
 */
export async function findCard(sha256: string): Promise<ModelCard | undefined> {
  const entry = catalogEntries.find((each) => each.sha256 === sha256.toLowerCase());
  return entry && catalogCard(entry);
}
