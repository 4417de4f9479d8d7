import { describe, expect, it } from 'vitest';
import { colourCard } from '../../../test/support/colour-model.js';
import { attackOf, cleanAttack, deflection, jobOf, none } from '../../../test/support/shard-jobs.js';
import { parseRecord } from '../records/format.js';
import { createComputer } from './computer.js';

const model = { name: 'colours', sha256: 'a'.repeat(64), card: { ...colourCard, name: 'colours' } };
const images = Array.from({ length: 7 }, (_, i) => ({ id: `${i}.png`, sha256: `${i}`.repeat(64), label: i % 6 }));
const attack = attackOf({ method: 'igsm' });
const empty = { image: async () => undefined, model: () => undefined };
const computer = createComputer(empty);
const defenses = [none, deflection];
const simulate = { milliseconds: 0 };
const compute = async (job: Partial<Parameters<typeof jobOf>[0]>) =>
  computer.compute(jobOf({ model, images, attack, defenses, simulate, ...job }));

function before({ records }: { records: string }) {
  return records
    .trim()
    .split('\n')
    .map((line) => parseRecord(line).before);
}

describe('a simulated shard', () => {
  it('has valid records without any file, as many as a real one', async () => {
    for (const each of [attack, cleanAttack]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { records, count, unreadable } = await compute({ attack: each });
      const found = records.trim().split('\n').map(parseRecord);
      expect([count, found.length, unreadable]).toEqual([28, 28, []]);
      expect(found.filter(({ made }) => made).length).toBe(each === attack ? 7 : 0);
      for (const { prediction, label, confidence, truth } of found) {
        if (prediction === label) expect(truth).toBe(confidence);
        else expect(truth).toBeLessThanOrEqual(1 - confidence);
      }
    }
  });

  it('gives a picture the same records in every shard, and others under another seed', async () => {
    const whole = await compute({});
    const parts = await Promise.all(images.map((image) => compute({ images: [image] })));
    expect(parts.map(({ records }) => records).join('')).toBe(whole.records);
    expect((await compute({ seed: '8' })).records).not.toBe(whole.records);
    // What was named before does not depend on the attack.
    const clean = await compute({ attack: cleanAttack });
    expect(before(clean)).toEqual(before(whole));
  });

  it('waits, and stops waiting when it is told to', async () => {
    const stop = new AbortController();
    const job = jobOf({ model, images, attack, defenses, simulate: { milliseconds: 60_000 } });
    const waiting = computer.compute(job, stop.signal);
    let settled = false;
    waiting.catch(() => undefined).finally(() => (settled = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(settled).toBe(false);
    stop.abort(new Error('stopped by hand'));
    await expect(waiting).rejects.toThrow('stopped by hand');
  });
});
