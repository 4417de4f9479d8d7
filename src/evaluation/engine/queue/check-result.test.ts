import { expect, it } from 'vitest';
import { queueManifest } from '../../../../test/support/queue-run.js';
import { expand } from '../../run/expand.js';
import { simulateShard } from '../../shard/simulate.js';
import type { ShardResult } from '../../shard/shard.js';
import { checkResult } from './check-result.js';

const job = expand(queueManifest(3, 3), { milliseconds: 0 }).at(1);
const good = await simulateShard(job, undefined);

/** The message about the result with something changed. */
function problem(changed: Partial<Record<keyof ShardResult, unknown>>): string {
  try {
    checkResult({ ...good, ...changed } as ShardResult, job);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
}

it('takes the result of a shard, with pictures that could not be read left out', () => {
  expect(problem({})).toBe('');
  const [{ id }] = job.images;
  const lines = good.records.split('\n').filter((line) => !line.includes(`"image":"${id}"`));
  const left = { records: lines.join('\n'), count: lines.length - 1 };
  expect(problem({ ...left, unreadable: [{ image: id, reason: 'damaged' }] })).toBe('');
  expect(problem(left)).toBe(`its result has ${left.count} records, expected ${good.count}`);
});

it('refuses what is not whole or of another form', () => {
  expect(problem({ key: 'other' })).toBe('its result is that of another shard');
  expect(problem({ count: 1 })).toBe('its result is not whole');
  expect(problem({ records: good.records.slice(0, -1) })).toBe('its result is not whole');
  expect(problem({ records: null })).toBe('its result is not whole');
  for (const unreadable of [null, [null], [{ image: 'a.png' }], [{ image: 1, reason: 'damaged' }]]) {
    expect(problem({ unreadable })).toBe('its result has an unknown form');
  }
  for (const milliseconds of [null, {}, { attack: 1, judge: null }, { attack: 1, judge: { none: 'x' } }]) {
    expect(problem({ milliseconds })).toBe('its result has an unknown form');
  }
  expect(problem({ unreadable: [{ image: 'another.png', reason: 'damaged' }] })).toBe(
    'its result names a picture of another shard',
  );
  expect(() => checkResult(null as unknown as ShardResult, job)).toThrow(TypeError);
});

it('refuses records that are none, or not those of its shard', () => {
  const lines = good.records.split('\n');
  const garbage = ['garbage', ...lines.slice(1)].join('\n');
  expect(problem({ records: garbage })).toMatch(/^record 1 of its result is none: Expected a line of JSON/);
  const swapped = [lines[1], lines[0], ...lines.slice(2)].join('\n');
  expect(problem({ records: swapped })).toBe('record 1 of its result has another defense than its shard');
  for (const [key, value] of Object.entries({ image: 'x.png', model: 'x', attack: 'x', epsilon: 3, label: 9 })) {
    const other = [JSON.stringify({ ...JSON.parse(lines[0]), [key]: value }), ...lines.slice(1)].join('\n');
    expect(problem({ records: other })).toBe(`record 1 of its result has another ${key} than its shard`);
  }
});
