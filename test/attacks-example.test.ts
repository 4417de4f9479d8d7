import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { build } from './support/built.js';
import { root } from './support/shared.js';

beforeAll(build, 120_000);

/** Mean red minus mean blue of the example's pictures: without their texture, which all channels have alike. */
const warmths = [150 - 60, 130 - 105, 100 - 140, 120 - 122];
/** Where 20 t = 2 - 200 t²: from here on a picture is warm, and on the other side cold. */
const edge = (255 * (Math.sqrt(400 + 1600) - 20)) / 400;

const nameOf = (warmth: number) => (warmth > edge ? 'warm' : warmth < -edge ? 'cold' : 'gray');
const psnrOf = (linf: number) => (10 * Math.log10((255 ** 2 * 3) / (2 * linf ** 2))).toFixed(2);

/** The shortest way to a class, in L2: red and blue of each pixel take half of the missing warmth each. */
const least = (warmth: number, to: string) => {
  const side = nameOf(warmth) === 'gray' ? (to === 'warm' ? 1 : -1) : Math.sign(warmth);
  return (Math.abs(warmth - side * edge) / 2) * Math.sqrt(2 * 24 * 16);
};

describe('attack-your-own-function.mjs', () => {
  it('prints what follows from its function', () => {
    const file = join(root, 'examples', 'attack-your-own-function.mjs');
    const run = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    const sections = run.stdout.split(/^\S.*\n/m).slice(1);
    const lines = sections.map((section) => section.trimEnd().split('\n'));
    expect(lines.map(({ length }) => length)).toEqual([4, 4, 4, 4]);

    // A step takes red down and blue up by one, or the other way, where green has no gradient: two levels of warmth.
    const towards = warmths.map((warmth) => -Math.sign(warmth));
    const full = warmths.map((warmth, i) => {
      // The gray picture leaves gray to the side it is on.
      const to = nameOf(warmth) === 'gray' ? Math.sign(warmth) : towards[i];
      const end = nameOf(warmth + 16 * to);
      const outcome = end === nameOf(warmth) ? 'failure' : 'success';
      return `  ${nameOf(warmth)} → ${end}: ${outcome}, 10 steps, L∞ 8, PSNR ${psnrOf(8)} dB`;
    });
    expect(lines[0]).toEqual(full);

    const weak = warmths.map((warmth, i) => {
      const to = nameOf(warmth) === 'gray' ? Math.sign(warmth) : towards[i];
      const steps = Array.from({ length: 16 }, (_, k) => k + 1);
      const first = steps.find((step) => nameOf(warmth + 2 * step * to) !== nameOf(warmth));
      const end = nameOf(warmth + 2 * (first ?? 16) * to);
      const taken = first ?? 16;
      return `  ${nameOf(warmth)} → ${end}: ${first ? 'success' : 'failure'}, ${taken} steps, L∞ ${taken}, PSNR ${psnrOf(taken)} dB`;
    });
    expect(lines[1]).toEqual(weak);
    expect(weak.filter((line) => line.includes('success'))).toHaveLength(3);

    expect(lines[2].map((line) => line.split(',')[0])).toEqual([
      '  warm → gray: success',
      '  warm → gray: success',
      '  cold → gray: success',
      '  gray → warm: success',
    ]);

    for (const [i, line] of lines[3].entries()) {
      const [, label, byGradient, long, gradients, byNames, far, queries] =
        /^ {2}(\w+) → (\w+): L2 ([\d.]+), (\d+) gradients; → (\w+): L2 ([\d.]+), (\d+) queries$/.exec(line)!;
      expect(label).toBe(nameOf(warmths[i]));
      expect([byGradient, byNames]).not.toContain(label);
      expect(Number(gradients)).toBeGreaterThan(0);
      expect(Number(queries)).toBeLessThanOrEqual(2000);
      expect(Number(far) / least(warmths[i], byNames)).toBeGreaterThan(0.999);
      expect(Number(far) / least(warmths[i], byNames)).toBeLessThan(1.25);
      // The score of gray is curved: where it is the label, the first step goes too far.
      expect(Number(long) / least(warmths[i], byGradient)).toBeGreaterThan(0.999);
      expect(Number(long) / least(warmths[i], byGradient)).toBeLessThan(label === 'gray' ? 1.6 : 1.05);
    }
  });
});
