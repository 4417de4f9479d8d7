import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { readDefendFlags } from '../defend/options.js';
import type { PictureReport } from '../defend/report.js';
import type { Task } from '../defend/task.js';
import { Gate } from './gate.js';
import type { Answer } from './messages.js';
import { runPool } from './pool.js';

const task = (name: string) => ({
  input: `${name}\n.png`,
  stream: name,
  result: { path: `${name}-out.png`, format: 'png', chosen: false } as const,
  show: undefined,
  map: { kind: 'none' } as const,
});

describe('runPool', () => {
  // Beside the sources there is no compiled worker: every thread dies at its start.
  it('fails the pictures of threads that die, in one line each, and comes to an end', async () => {
    const { settings } = readDefendFlags({ output: 'out' });
    const tasks = ['a', 'b', 'c', 'd', 'e'].map(task);
    const answers: Answer<PictureReport>[] = [];
    await runPool<Task, PictureReport>({
      command: { name: 'defend', settings, model: undefined },
      tasks,
      workers: 2,
      gate: new Gate(),
      signal: new AbortController().signal,
      onReady: () => {},
      onAnswer: (answer) => answers.push(answer),
    });
    answers.sort((a, b) => a.index - b.index);
    expect(answers).toEqual(
      tasks.map(({ stream }, index) => ({
        index,
        error: expect.stringMatching(new RegExp(`^${stream}\\\\n\\.png: the thread that worked on it ended: .+$`)),
        usage: false,
      })),
    );
  });

  it('ends at the first thread that dies where threads load a model', async () => {
    const { settings } = readDefendFlags({ output: 'out' });
    const answers: Answer<PictureReport>[] = [];
    const model = { path: 'a\n.onnx', sha256: '', card: {}, threads: 1, provider: 'cpu' } as const;
    const ended = runPool<Task, PictureReport>({
      command: { name: 'defend', settings, model },
      tasks: ['a', 'b'].map(task),
      workers: 2,
      gate: new Gate(),
      signal: new AbortController().signal,
      onReady: () => {},
      onAnswer: (answer) => answers.push(answer),
    });
    await expect(ended).rejects.toThrow(/^a\\n\.onnx: the thread that worked on it ended: .+$/);
    expect(answers).toEqual([]);
  });
});

describe('Gate', () => {
  it('lets what was begun come to its end, and nothing new begin', async () => {
    const gate = new Gate();
    const other = new Gate(gate.memory);
    const events: string[] = [];
    const disk = new EventEmitter();
    const writing = other.pass(async () => {
      events.push('begun');
      await once(disk, 'written');
      events.push('written');
    });
    const closed = gate.close().then(() => events.push('closed'));
    await expect(other.pass(async () => void events.push('late'))).rejects.toThrow('stopped');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(events).toEqual(['begun']);
    disk.emit('written');
    await Promise.all([writing, closed]);
    expect(events).toEqual(['begun', 'written', 'closed']);
    expect(gate.passed).toBe(1);
  });

  it('is free again after a failed write', async () => {
    const gate = new Gate();
    await expect(gate.pass(() => Promise.reject(new Error('no space')))).rejects.toThrow('no space');
    await gate.close();
  });
});
