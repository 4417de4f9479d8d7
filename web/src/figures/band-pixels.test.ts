import { describe, expect, it } from 'vitest';
import { waveletDecompose, waveletReconstruct, waveletThresholds } from '../../../src/index.js';
import { bandGain, bandPixels, bandText, shrunk, thresholdText, zeroShare } from './band-pixels.js';
import { orientations } from './types.js';

const band = { width: 4, height: 1, data: Float64Array.of(-10, 2, 0, 5) };

describe('sub-bands', () => {
  it('are shrunk by the soft and by the hard rule', () => {
    expect([...shrunk(band, 4, 'soft').data]).toEqual([-6, 0, 0, 1]);
    expect([...shrunk(band, 4, 'hard').data]).toEqual([-10, 0, 0, 5]);
    expect(zeroShare(band)).toBe(0.25);
    expect(bandText(band, shrunk(band, 4, 'soft'), 4)).toBe('threshold 4; zero 25 % before, 50 % after');
  });

  it('are shrunk as the library shrinks them', () => {
    const image = {
      width: 64,
      height: 64,
      channels: 1 as const,
      data: new Float32Array(4096).map((_, i) => (i * 61) % 97),
    };
    const coefficients = waveletDecompose(image, { levels: 2 });
    const thresholds = waveletThresholds(coefficients, { sigma: 0.05 });
    for (const threshold of ['soft', 'hard'] as const) {
      const [channel] = coefficients.channels;
      const details = channel.details.map((level, l) =>
        Object.fromEntries(orientations.map((o) => [o, shrunk(level[o], thresholds[0][l][o], threshold)])),
      ) as unknown as typeof channel.details;
      const ours = waveletReconstruct({ ...coefficients, channels: [{ ...channel, details }] });
      expect(ours.data).toEqual(waveletReconstruct(coefficients, { thresholds, threshold }).data);
    }
  });

  it('have a threshold without bound where there is only noise', () => {
    expect([29.94, 44_100_000].map(thresholdText)).toEqual(['29.9', '∞']);
  });

  it('are drawn around gray, within its range', () => {
    const gain = bandGain([band]);
    expect(gain).toBe(8);
    expect([...bandPixels(band, gain).data].filter((_, i) => i % 4 === 0)).toEqual([48, 144, 128, 168]);
    expect(bandGain([{ width: 1, height: 1, data: Float64Array.of(0) }])).toBe(1);
  });
});
