import { describe, expect, it } from 'vitest';
import { defense, grid, usualDefenses } from '../../../test/support/records.js';
import { findSweeps } from './sweeps.js';

describe('findSweeps', () => {
  it('finds a grid among other defenses', () => {
    const [sweep, ...more] = findSweeps([...usualDefenses, ...grid([50, 100, 300], [0.02, 0.06])]);
    expect(more).toEqual([]);
    expect([sweep.x, sweep.y, sweep.title]).toEqual(['deflect deflections', 'wavelet sigma', '']);
    const cells = sweep.cells.map(({ x, y }) => `${x} ${y}`);
    expect(cells).toEqual(['50 0.02', '50 0.06', '100 0.02', '100 0.06', '300 0.02', '300 0.06']);
    expect(sweep.cells[2].defense).toBe('PD 100 · σ 0.02');
  });

  it('makes of three settings a sweep of two for each value of the third', () => {
    const three = [5, 10].flatMap((window) =>
      [100, 200, 400].flatMap((deflections) =>
        [0.02, 0.04, 0.06].map((sigma) =>
          defense(`${window} ${deflections} ${sigma}`, [
            { transform: 'deflect', options: { deflections, window } },
            { transform: 'wavelet', options: { sigma } },
          ]),
        ),
      ),
    );
    const sweeps = findSweeps(three);
    expect(sweeps.map(({ title, x, y, cells }) => [title, x, y, cells.length])).toEqual([
      ['deflect window 5', 'deflect deflections', 'wavelet sigma', 9],
      ['deflect window 10', 'deflect deflections', 'wavelet sigma', 9],
    ]);
  });

  it('finds none among defenses that differ in one number, in other words, or by their maps', () => {
    expect(findSweeps(usualDefenses)).toEqual([]);
    expect(findSweeps(grid([100, 200, 400], [0.04]))).toEqual([]);
    const [a, b, c, d] = grid([100, 200], [0.02, 0.04]);
    expect(findSweeps([a, b, c, { ...d, map: 'center' }])).toEqual([]);
  });
});
