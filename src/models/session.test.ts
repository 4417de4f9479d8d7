import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { graph, node } from '../../test/support/onnx/build.js';
import { smallCard, smallClassifier } from '../../test/support/small-classifier.js';
import { picture } from '../../test/support/pictures.js';
import { loadClassifier } from './load-classifier.js';
import { createSession } from './session.js';

const doubling = graph({
  inputs: { x: ['n'] },
  output: ['y', 'z'],
  nodes: [node('Add', ['x', 'x'], ['y']), node('Neg', ['x'], ['z'])],
});
const feed =
  (...values: number[]) =>
  () => ({ x: { data: Float32Array.from(values), dims: [values.length] } });

const wrong = () => ({ x: { data: new Float32Array(6), dims: [2, 3] } });

const read = (...outputs: { data: Float32Array; dims: readonly number[] }[]) =>
  outputs.map(({ data, dims }) => ({ values: [...data], dims }));

describe('a session', () => {
  it('gives the outputs that are asked for, in that order', async () => {
    const session = await createSession(doubling, 'net');
    expect(await session.run(feed(1, 2), ['z', 'y'], read)).toEqual([
      { values: [-1, -2], dims: [2] },
      { values: [2, 4], dims: [2] },
    ]);
    await session.dispose();
  });

  it('runs one thing after the other, and goes on after one that failed', async () => {
    const session = await createSession(doubling, 'net');
    const order: number[] = [];
    const runs = [1, 2, 3].map((value) =>
      session.run(feed(value), ['y'], ({ data }) => {
        order.push(data[0]);
        if (value === 2) throw new Error('cannot be read');
      }),
    );
    const ended = await Promise.allSettled(runs);
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(order).toEqual([2, 4, 6]);
    await session.dispose();
  });

  it("words the runtime's errors on one line, with the name of the model", async () => {
    const session = await createSession(doubling, 'net');
    await expect(session.run(wrong, ['y'], () => 0)).rejects.toThrow(/^net: could not be run: [^\n]*x/);
    await session.dispose();
    await expect(session.run(feed(1), ['y'], () => 0)).rejects.toThrow('net: was disposed: load it again');
    await expect(createSession(doubling.subarray(0, 40), 'net')).rejects.toThrow(
      /^net: cannot be run by ONNX Runtime: [^\n]+$/,
    );
  });
});

describe('providers that are not there', () => {
  it('are passed over with one notice that names them, also where gradients follow', async () => {
    const notices: string[] = [];
    const classifier = await loadClassifier(smallClassifier({ end: 'exp-over-sum' }), {
      model: smallCard({ name: 'net' }),
      executionProviders: ['cuda'],
      onNotice: (notice) => notices.push(notice),
    });
    await classifier.inputGradient([picture(8, 6)], [new Float32Array(5)]);
    await classifier.activationMap(picture(8, 6), { kind: 'grad-cam' });
    // A machine may have CUDA: then it is used, and there is nothing to tell.
    if (classifier.provider === 'cuda') expect(notices).toEqual([]);
    else expect(notices).toEqual([expect.stringMatching(/^net: cuda cannot be used \([^\n]+\), going on without it$/)]);
    await classifier.dispose();
  });
});

describe('memory', () => {
  it('does not grow with the number of runs', { timeout: 120_000 }, async () => {
    const classifier = await loadClassifier(smallClassifier({ dims: ['n', 3, 64, 64] }), {
      model: smallCard({ input: { width: 64, height: 64 } }),
      threads: 1,
    });
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const image = picture(64, 64);
    const batch = Array.from({ length: 4 }, () => image);
    const rounds = async (count: number) => {
      for (let i = 0; i < count; i++) {
        /* oxlint-disable no-await-in-loop -- one run after the other is what is measured */
        await classifier.classify(batch);
        await classifier.inputGradient(batch, (logits) => logits);
        await classifier.activationMap(image);
        /* oxlint-enable no-await-in-loop */
      }
      collect();
      return process.memoryUsage.rss() / 2 ** 20;
    };
    await rounds(100);
    const before = await rounds(100);
    const after = await rounds(400);
    // 400 rounds hold 700 MB of tensors: one kept in a hundred would show.
    expect(after - before).toBeLessThan(40);
    await classifier.dispose();
  });
});
