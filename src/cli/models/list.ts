import { stat } from 'node:fs/promises';
import { findStored, listStored, readTextIfPresent, storePaths } from '#files';
import { oneLine } from '../../core/one-line.js';
import type { PartialCard } from '../../models/card.js';
import { catalogCard, catalogEntry } from '../../models/catalog/catalog.js';
import { catalogEntries } from '../../models/catalog/entries.js';
import { readCard } from '../../models/source.js';
import { jsonLine } from '../run/results.js';
import type { RawFlags } from '../values.js';
import { inStore, megabytes, namedFolder, requireStored } from './store.js';

/** What is known of one model. */
interface Known {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly url: string | null;
  /** Where it lies; null where it is not there. */
  readonly path: string | null;
  /** Of the file that is there, else of the one that would come. */
  readonly bytes: number;
  /** The card of the store before that of the catalog. */
  readonly card: PartialCard;
}

async function known(name: string, folder: string | undefined): Promise<Known> {
  const entry = catalogEntry(name);
  const path = await findStored(entry?.name ?? name, folder);
  if (path === undefined && entry === undefined) await requireStored(name, folder);
  const own = storePaths(entry?.name ?? name, folder).card;
  const stored = path !== undefined && (await readTextIfPresent(own)) !== undefined;
  const card = stored ? await readCard(own) : entry === undefined ? {} : await catalogCard(entry);
  const bytes = path === undefined ? (entry?.bytes ?? 0) : (await stat(path)).size;
  return {
    name: entry?.name ?? name,
    aliases: entry?.aliases ?? [],
    url: entry?.url ?? null,
    path: path ?? null,
    bytes,
    card,
  };
}

/** What `--json` prints: the card without its labels, which can be many. */
function json({ card: { labels, ...card }, ...model }: Known): string {
  return jsonLine({ ...model, card: { ...card, name: undefined, classes: labels?.length ?? null } });
}

function inputSize({ card: { input } }: Known): string {
  return input?.width === undefined ? '?' : `${input.width} × ${input.height}`;
}

/** Rows with columns of even width. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `pixel-deflection models list`: the models that can be pulled, and those that are there. */
export async function listCommand(raw: RawFlags): Promise<number> {
  const folder = namedFolder(raw);
  await inStore(folder, async () => {
    const offered = catalogEntries.filter(({ url }) => url !== undefined).map(({ name }) => name);
    const others = (await listStored(folder)).filter((name) => !offered.includes(name));
    const models = await Promise.all([...offered, ...others].map((name) => known(name, folder)));
    if (raw.json === true) {
      for (const model of models) process.stdout.write(`${json(model)}\n`);
      return;
    }
    const rows = models.map((model) => [
      model.name,
      model.aliases.join(', '),
      megabytes(model.bytes),
      inputSize(model),
      model.path === null ? 'no' : 'yes',
    ]);
    process.stdout.write(`${table([['name', 'also', 'size', 'input', 'there'], ...rows])}\n`);
  });
  return 0;
}

function numbers(values: readonly number[] | undefined): string {
  return values?.map((value) => Number(value.toPrecision(6))).join(' ') ?? '?';
}

/** How a sample v enters the network: `RGB, (v × 0.00392157 - 0.485 0.456 0.406) / 0.229 0.224 0.225`. */
function pixels({ input: { channelOrder, scale, mean, deviation } = {} }: PartialCard): string {
  return `${channelOrder ?? '?'}, (v × ${numbers(scale === undefined ? scale : [scale])} - ${numbers(mean)}) / ${numbers(deviation)}`;
}

/** `pixel-deflection models info`: what is known of a model, there or not. */
export async function infoCommand(name: string, raw: RawFlags): Promise<number> {
  const folder = namedFolder(raw);
  const model = await inStore(folder, () => known(name, folder));
  if (raw.json === true) {
    process.stdout.write(`${json(model)}\n`);
    return 0;
  }
  const { card } = model;
  const title = catalogEntry(model.name)?.title;
  const lines: [string, string | undefined][] = [
    ['name', [model.name, ...model.aliases].join(', ')],
    ['what', title ?? card.description],
    ['file', `${model.bytes} bytes`],
    ['SHA-256', card.sha256 ?? 'not recorded'],
    ['address', model.url ?? undefined],
    ['source', card.source],
    ['license', card.license],
    ['training', card.training],
    ['input', `${inputSize(model)}, ${card.input?.layout ?? '?'}, ${card.resize ?? '?'}`],
    ['pixels', pixels(card)],
    ['output', `${card.output ?? '?'} of ${card.labels?.length ?? '?'} classes`],
    ['there', model.path ?? `no: pixel-deflection models pull ${name}`],
  ];
  const told = lines.filter(([, value]) => value !== undefined) as [string, string][];
  process.stdout.write(`${table(told.map(([key, value]) => [key, oneLine(value)]))}\n`);
  return 0;
}

/** `pixel-deflection models path`: where a model lies. */
export async function pathCommand(name: string, raw: RawFlags): Promise<number> {
  process.stdout.write(`${await requireStored(name, namedFolder(raw))}\n`);
  return 0;
}
