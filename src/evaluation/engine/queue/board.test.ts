import type { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { entries, isRunEntry, isWorkerEntry, type RunEntry, type WorkerEntry } from './board.js';

/** A broker that holds these texts. */
function board(texts: Record<string, string | null>): Redis {
  return {
    smembers: async () => Object.keys(texts),
    mget: async () =>
      Object.keys(texts)
        .toSorted()
        .map((id) => texts[id]),
    srem: async () => 1,
  } as unknown as Redis;
}

it('passes over what is no entry', async () => {
  const texts = { a: 'null', b: '7', c: '"x"', d: '{', e: '', f: null, g: '{}', h: '[]' };
  expect([...(await entries(board(texts), 'run')).keys()]).toEqual(['g', 'h']);
});

it('knows the form of a run and of a worker', () => {
  const run: RunEntry = { run: 'a'.repeat(20), queues: 1, code: 'c', models: [{ name: 'm', sha256: 'b' }] };
  expect(isRunEntry(run, run.run)).toBe(true);
  for (const changed of [
    { run: 'b' },
    { queues: 0 },
    { code: 1 },
    { models: [null] },
    { models: {} },
    { token: '/' },
  ]) {
    expect(isRunEntry({ ...run, ...changed } as unknown as RunEntry, run.run)).toBe(false);
  }
  const machine = { cpu: 'a', arch: 'x64', node: 'v24', onnxruntime: '1' };
  const worker: WorkerEntry = { id: 'w', name: 'n', code: 'c', processes: 1, machine, refused: { run: 'why' } };
  expect(isWorkerEntry(worker, 'w')).toBe(true);
  for (const changed of [
    { id: 'v' },
    { name: 1 },
    { code: null },
    { processes: 'x' },
    { machine: null },
    { machine: { ...machine, cpu: {} } },
    { refused: null },
  ]) {
    expect(isWorkerEntry({ ...worker, ...changed } as unknown as WorkerEntry, 'w')).toBe(false);
  }
  expect(isWorkerEntry({ ...worker, refused: { run: 1 } } as unknown as WorkerEntry, 'w')).toBe(false);
  for (const none of [{}, []]) {
    expect(isRunEntry(none as unknown as RunEntry, 'w')).toBe(false);
    expect(isWorkerEntry(none as unknown as WorkerEntry, 'w')).toBe(false);
  }
});
