import { parseRecord } from '../../records/format.js';
import type { EvaluationRecord } from '../../records/record.js';
import { areUnreadable } from '../../run/result-file.js';
import { decisionsOf } from '../../shard/decisions.js';
import type { ShardJob, ShardResult } from '../../shard/shard.js';
import { isObject } from './wire.js';

/** What a record says of its place in a shard: all that does not have to be computed. */
type Place = Pick<
  EvaluationRecord,
  'image' | 'model' | 'attack' | 'knowledge' | 'measure' | 'epsilon' | 'target' | 'defense' | 'draw' | 'label'
>;

/** The places of a shard's records, in their order. @param unreadable pictures that have none */
function placesOf({ model, attack, defenses, images, repeats }: ShardJob, unreadable: ReadonlySet<string>): Place[] {
  const { name, knowledge, measure, size, target } = attack;
  const shared = { model: model.name, attack: name, knowledge, measure, epsilon: size, target: target?.name };
  return images
    .filter(({ id }) => !unreadable.has(id))
    .flatMap(({ id, label }) =>
      defenses.flatMap((defense) =>
        Array.from({ length: decisionsOf(defense, repeats, knowledge === 'clean') }, (_, draw) => ({
          ...shared,
          image: id,
          defense: defense.name,
          draw,
          label,
        })),
      ),
    );
}

function checkRecord(line: string, place: Place, number: number): void {
  let record: EvaluationRecord;
  try {
    record = parseRecord(line);
  } catch (error) {
    throw new TypeError(`record ${number} of its result is none: ${(error as Error).message}`, { cause: error });
  }
  const other = (Object.keys(place) as (keyof Place)[]).find((key) => record[key] !== place[key]);
  if (other !== undefined) throw new TypeError(`record ${number} of its result has another ${other} than its shard`);
}

function areTimes(value: unknown): boolean {
  return (
    isObject(value) &&
    Number.isFinite(value.attack) &&
    isObject(value.judge) &&
    Object.values(value.judge).every((each) => Number.isFinite(each))
  );
}

/**
 * Checks a result that comes from outside before it is kept: that it is whole, and each record the one of its place.
 * Whether its numbers are true cannot be seen.
 * @throws TypeError where a result is not that of a job
 */
export function checkResult(result: ShardResult, job: ShardJob): void {
  const { key, records, count, unreadable, milliseconds } = isObject(result) ? result : ({} as Partial<ShardResult>);
  if (key !== job.key) throw new TypeError('its result is that of another shard');
  if (!areUnreadable(unreadable) || !areTimes(milliseconds)) throw new TypeError('its result has an unknown form');
  const stranger = unreadable.find(({ image }) => job.images.every(({ id }) => id !== image));
  if (stranger !== undefined) throw new TypeError('its result names a picture of another shard');
  const lines = typeof records === 'string' ? records.split('\n') : [];
  if (lines.pop() !== '' || lines.length !== count) throw new TypeError('its result is not whole');
  const places = placesOf(job, new Set(unreadable.map(({ image }) => image)));
  if (lines.length !== places.length) {
    throw new TypeError(`its result has ${lines.length} records, expected ${places.length}`);
  }
  for (const [i, line] of lines.entries()) checkRecord(line, places[i], i + 1);
}
