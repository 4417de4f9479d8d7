import { describe, expect, it } from 'vitest';
import type { ShardJob, ShardResult } from '../../shard/shard.js';
import { packJob, packResult, parseWireResult, unpackJob, unpackResult } from './wire.js';

const model = { name: 'm', sha256: 'a'.repeat(64), card: { labels: ['one', 'two'] } };
const job = {
  format: 'pixel-deflection shard',
  key: 'b'.repeat(64),
  model,
  attack: { name: 'igsm', source: { ...model, name: 'other', card: { labels: ['three'] } } },
} as unknown as ShardJob;

function result(records: string, count: number): ShardResult {
  return { key: job.key, records, count, unreadable: [], milliseconds: { attack: 1, judge: { none: 2 } } };
}

describe('jobs on a queue', () => {
  it('come back as they were, their cards kept apart', async () => {
    const cards = new Map<string, string>();
    const packed = packJob(job, cards);
    expect(cards.size).toBe(2);
    expect(JSON.stringify(packed)).not.toContain('two');
    expect(await unpackJob(JSON.parse(JSON.stringify(packed)), async (hash) => cards.get(hash))).toEqual(job);
  });

  it('are refused without their card, or with another one', async () => {
    const packed = packJob(job, new Map());
    for (const card of [undefined, '{}']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expect(unpackJob(packed, async () => card)).rejects.toThrow('the card of its model is not there');
    }
    await expect(unpackJob(7, async () => '{}')).rejects.toThrow('it is no shard');
    await expect(unpackJob({ job: { attack: {} } }, async () => '{}')).rejects.toThrow('it names no model');
  });
});

describe('results on a queue', () => {
  it('come back as they were, small or compressed', async () => {
    const line = '{"image":"a.png","defense":"none"}\n';
    for (const count of [0, 1, 500]) {
      const given = result(line.repeat(count), count);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const wire = parseWireResult(JSON.stringify(await packResult(given)));
      expect(wire.form).toBe(count === 500 ? 'deflate' : 'json');
      expect(JSON.stringify(wire).length).toBeLessThan(count === 500 ? 1000 : 500);
      // oxlint-disable-next-line no-await-in-loop
      expect(wire.form === 'file' ? undefined : await unpackResult(wire)).toEqual(given);
    }
  });

  it('are refused where a bit is another one', async () => {
    const wire = await packResult(result('x\n'.repeat(1000), 1000));
    if (wire.form === 'file') throw new Error('not packed');
    for (const data of [wire.data.slice(4), wire.data.replace(/.{4}$/, 'AAAA'), '']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expect(unpackResult({ ...wire, data })).rejects.toThrow('its result is damaged');
    }
    for (const text of [null, '', '7', '{}', '{"form":"zip","hash":"","data":""}', '{"form":"json","hash":"a"}']) {
      expect(() => parseWireResult(text)).toThrow('its result has an unknown form');
    }
  });
});
