import { createHash } from 'node:crypto';
import { access, constants, mkdir } from 'node:fs/promises';
import { modelsFolder, readBytes, readTextIfPresent } from '#files';
import { showPath } from '../../io/show-path.js';
import { writeFileSafely } from '../../io/write-file.js';
import type { PartialCard } from '../../models/card.js';
import { readCard } from '../../models/source.js';
import { paint } from '../run/progress.js';
import type { RawFlags } from '../values.js';
import { completedCard, readCardFlags } from './card.js';
import { chooseName, inStore, megabytes, namedFolder, placeOf, writeCard } from './store.js';

/** The card that lies beside a file: `name.json` beside `name.onnx`. */
async function cardBeside(file: string): Promise<PartialCard> {
  const path = file.replace(/\.onnx$/i, '.json');
  return path === file || (await readTextIfPresent(path)) === undefined ? {} : readCard(path);
}

/**
 * `pixel-deflection models add`: copies a model into the store, with its whole card, after it has been run.
 * @returns the exit code
 */
export async function addCommand(file: string, raw: RawFlags): Promise<number> {
  const folder = namedFolder(raw);
  const flags = await readCardFlags(raw);
  const beside = raw.card === undefined ? await cardBeside(file) : {};
  const bytes = await readBytes(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const name = chooseName(raw, file, sha256);
  // Before the model is run: what cannot be kept need not be looked at.
  const place = await inStore(folder, async () => {
    await mkdir(modelsFolder(folder), { recursive: true });
    await access(modelsFolder(folder), constants.W_OK);
    return placeOf(name, sha256, folder);
  });
  const given = { ...beside, ...flags, input: { ...beside.input, ...flags.input } };
  const card = await completedCard(bytes, given, name);
  await writeCard(place.card, { ...card, name, sha256, bytes: bytes.length });
  if (!place.there) await writeFileSafely(place.model, bytes);
  const mark = paint(process.stderr, 'green', '✓');
  const facts = [name, megabytes(bytes.length), `${card.labels.length} classes`, showPath(place.model)];
  process.stderr.write(`${mark} ${facts.join(' · ')}\n`);
  return 0;
}
