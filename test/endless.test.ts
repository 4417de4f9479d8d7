import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { build } from './support/built.js';
import { root } from './support/shared.js';

beforeAll(build, 120_000);

/** Runs a module in a process that is killed after six seconds: a loop without end cannot be timed out from inside. */
function inProcess(source: string): unknown {
  const library = pathToFileURL(join(root, 'dist', 'index.js')).href;
  const script = `import { deflectPixels, createRandom, pythonRandom } from ${JSON.stringify(library)};\n${source}`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 6_000 });
  expect(run.signal, run.stderr).toBeNull();
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout);
}

it('the process is killed where a loop does not end', () => {
  expect(() => inProcess('while (true);')).toThrow('SIGTERM');
}, 20_000);

it('no picture, map, bias, window or random source makes a deflection endless', { timeout: 20_000 }, () => {
  const results = inProcess(`
    const stuck = { randint: (low) => low, uniform: () => 0 };
    const results = [];
    for (const algorithm of ['notebook', 'repository', 'joint']) {
      for (const [width, height] of [[1, 1], [1, 50], [50, 1], [20, 10]]) {
        const image = { width, height, channels: 3, data: new Uint8Array(width * height * 3).map((_, i) => i) };
        const full = (value) => ({ width, height, data: new Float64Array(width * height).fill(value) });
        const given = [{ map: full(1) }, { bias: 1 }, { map: full(0.4), bias: 0.6 }, { map: full(1), random: stuck }];
        if (width === 1 || height === 1) given.push({}, { random: pythonRandom(1) }, { random: stuck });
        for (const options of given) {
          const { copies, data } = deflectPixels(image, { algorithm, window: 1, random: createRandom(1), ...options });
          results.push(copies === 0 && data.every((value, i) => value === image.data[i]));
        }
      }
      const image = { width: 20, height: 10, channels: 3, data: new Uint8Array(600) };
      results.push(deflectPixels(image, { algorithm, random: stuck }).capped);
      const high = { width: 20, height: 10, data: new Float64Array(200).fill(1 - 1e-9) };
      const rare = deflectPixels(image, { algorithm, map: high, random: createRandom(1) });
      results.push(rare.capped === (algorithm === 'repository'));
    }
    console.log(JSON.stringify(results));
  `) as boolean[];
  expect(results.length).toBe(3 * (3 * 7 + 4 + 2));
  expect(results.every(Boolean)).toBe(true);
});
