import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { build } from './support/built.js';
import { describeShared, root, shared } from './support/shared.js';

const url = (...path: string[]) => JSON.stringify(pathToFileURL(join(root, 'dist', ...path)).href);

/** Classifies in a process of its own and prints how many bytes the process grew after it was warm. */
function program(count: number): string {
  return `
    import { loadClassifier } from ${url('models', 'index.js')};
    import { defendedClassifier } from ${url('pipeline', 'index.js')};
    const classifier = await loadClassifier(${JSON.stringify(shared('models', 'mobilenet_v2_224.onnx'))}, { threads: 1 });
    const defended = defendedClassifier(classifier, { seed: 1 });
    const picture = { width: 120, height: 96, channels: 3, data: new Uint8Array(120 * 96 * 3).map((_, i) => (i * 31) % 251) };
    const labels = new Set();
    const classify = async (many) => {
      for (let i = 0; i < many; i++) {
        picture.data[i % picture.data.length]++;
        const [best] = await (i % 8 ? classifier : defended).classify(picture);
        labels.add(best.label);
      }
      for (let i = 0; i < 3; i++) globalThis.gc();
      return process.memoryUsage();
    };
    const warm = await classify(300);
    const after = await classify(${count});
    await classifier.dispose();
    console.log(JSON.stringify({ rss: after.rss - warm.rss, heap: after.heapUsed - warm.heapUsed, labels: labels.size }));
  `;
}

describeShared('memory', () => {
  beforeAll(build, 120_000);

  it('stays flat over 2,000 classifications, defended ones among them', { timeout: 300_000 }, () => {
    const run = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', program(2000)], {
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    const { rss, heap, labels } = JSON.parse(run.stdout) as { rss: number; heap: number; labels: number };
    expect(labels).toBeGreaterThan(0);
    // One picture at the model's size is 0.6 MB: losing each would be more than 1 GB.
    expect(rss).toBeLessThan(32e6);
    expect(heap).toBeLessThan(4e6);
  });
});
