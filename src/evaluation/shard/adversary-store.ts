import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FullImage } from '../../core/image.js';
import { encode } from '../../io/encode.js';
import { readImage } from '../../io/index.js';
import { writeFileSafely } from '../../io/write-file.js';
import type { Adversary, AttackFacts } from './adversary.js';
import { ShardError } from './errors.js';
import { sha256Of } from './key.js';

/** What an adversary is kept under: names of the plan and the data set, whatever they contain. */
export interface AdversaryPlace {
  readonly model: string;
  readonly attack: string;
  readonly size: number | null;
  /** The defense that was attacked. */
  readonly target: string | undefined;
  readonly image: string;
}

/** Keeps adversaries between runs. */
export interface AdversaryStore {
  /** The adversary that was kept there under this key; undefined where there is none, or another one, or a damaged one. */
  get(place: AdversaryPlace, key: string): Promise<Adversary | undefined>;
  /** @throws ShardError where it cannot be written */
  put(place: AdversaryPlace, key: string, adversary: Adversary): Promise<void>;
}

/** What stands beside a picture: written after it, so that it is there only where the whole picture is. */
interface Beside {
  readonly format: 'pixel-deflection adversary';
  readonly schema: 1;
  readonly key: string;
  readonly place: AdversaryPlace;
  /** SHA-256 of the PNG. */
  readonly sha256: string;
  readonly facts: AttackFacts;
}

/**
 * A name as a part of a path. Lower-case names of letters, digits and `._-` stay; any other keeps what it has of them, and
 * a part of its hash after a `~`, which no name that stays has: no two names meet, on any file system.
 */
export function safeName(name: string): string {
  if (/^[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?$/.test(name)) return name;
  const kept = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '_')
    .slice(0, 80);
  return `${kept.replace(/^[._-]+/, '')}~${sha256Of(name).slice(0, 32)}`;
}

/** The path of an adversary below the folder, without its extension. */
function pathOf({ model, attack, size, target, image }: AdversaryPlace): string {
  // The size is all that follows the last hyphen before a plus sign, which no other part has.
  const sized = `${safeName(attack)}-${size === null ? 'natural' : String(size).replace('-', '_')}`;
  const folder = target === undefined ? sized : `${sized}+${safeName(target)}`;
  return join(safeName(model), folder, safeName(image));
}

/**
 * The adversary that a run has kept, whatever it was made with.
 * @returns undefined where there is none, or a damaged one
 */
export async function readAdversary(folder: string, place: AdversaryPlace): Promise<FullImage<Uint8Array> | undefined> {
  return (await readKept(join(folder, pathOf(place))))?.rounded;
}

async function readKept(path: string): Promise<(Adversary & Pick<Beside, 'key'>) | undefined> {
  try {
    const beside = JSON.parse(await readFile(`${path}.json`, 'utf8')) as Beside;
    if (beside.format !== 'pixel-deflection adversary' || beside.schema !== 1) return undefined;
    const bytes = await readFile(`${path}.png`);
    if (sha256Of(bytes) !== beside.sha256) return undefined;
    const { image } = await readImage(bytes);
    return { key: beside.key, rounded: image as FullImage<Uint8Array>, facts: beside.facts };
  } catch {
    // What cannot be read is made again; where nothing can be written either, `put` says why.
    return undefined;
  }
}

/** A folder of adversaries: `<model>/<attack>-<size>/<image>.png`, a JSON file beside each. */
export function createAdversaryStore(folder: string): AdversaryStore {
  return {
    async get(place, key) {
      const kept = await readKept(join(folder, pathOf(place)));
      return kept?.key === key ? { rounded: kept.rounded, facts: kept.facts } : undefined;
    },
    async put(place, key, { rounded, facts }) {
      const path = join(folder, pathOf(place));
      try {
        const bytes = await encode(rounded, 'png', undefined);
        await mkdir(dirname(path), { recursive: true });
        await writeFileSafely(`${path}.png`, bytes);
        const beside: Beside = {
          format: 'pixel-deflection adversary',
          schema: 1,
          key,
          place,
          sha256: sha256Of(bytes),
          facts,
        };
        await writeFileSafely(`${path}.json`, Buffer.from(`${JSON.stringify(beside, undefined, 1)}\n`));
      } catch (error) {
        throw new ShardError((error as Error).message, { cause: error });
      }
    },
  };
}
