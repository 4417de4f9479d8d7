import { expect, it } from 'vitest';
import { latest } from './latest.js';

it('one at a time: what has begun is finished, and of what came meanwhile only the latest follows', async () => {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const ask = latest(async (input: number) => {
    begun.push(input);
    await new Promise<void>((resolve) => ends.push(resolve));
  });
  const done = ask(1);
  await ask(2);
  await ask(3);
  expect(begun).toEqual([1]);
  ends.pop()?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(begun).toEqual([1, 3]);
  ends.pop()?.();
  await done;
});

it('a failure ends its round and no later one', async () => {
  const ask = latest(async (input: number) => {
    if (input === 1) throw new Error('lost');
  });
  await expect(ask(1)).rejects.toThrow('lost');
  await expect(ask(2)).resolves.toBeUndefined();
});
