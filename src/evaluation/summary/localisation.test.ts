import { describe, expect, it } from 'vitest';
import { judgement, madeFacts, summarize } from '../../../test/support/judgements.js';

function placed(image: string, object: [number, number], perturbation: [number, number], correlation: number | null) {
  const [at, of] = [object, perturbation].map(([x, y]) => ({ x, y }));
  return judgement({ image, attack: 'igsm', made: madeFacts({ object: at, perturbation: of, correlation }) });
}

const name = (i: number) => `picture-${String(i).padStart(4, '0')}`;

describe('localisation', () => {
  it('has mean places, correlations over pictures by axis, and the mean correlation over pixels', () => {
    const { localisation } = summarize([
      placed('a', [0.1, 0.5], [0.4, 0.5], 0.2),
      placed('b', [0.2, 0.5], [0.5, 0.6], -0.1),
      placed('c', [0.6, 0.5], [0.6, 0.7], null),
      // Without places it counts for nothing.
      judgement({ image: 'd', attack: 'igsm', made: madeFacts() }),
    ]);
    expect(localisation).toHaveLength(1);
    const [row] = localisation;
    expect(row).toMatchObject({ model: 'm', attack: 'igsm', knowledge: 'oblivious', epsilon: 4, images: 3 });
    expect(row.object.x).toBeCloseTo(0.3, 12);
    expect(row.perturbation.x).toBeCloseTo(0.5, 12);
    expect(row.perturbation.y).toBeCloseTo(0.6, 12);
    // x: deviations −.2, −.1, .3 and −.1, 0, .1: .05 / √(.14 · .02).
    expect(row.correlationX).toBeCloseTo(0.05 / Math.sqrt(0.14 * 0.02), 10);
    // The object's y does not vary.
    expect(row.correlationY).toBe(null);
    expect(row.meanCorrelation).toBeCloseTo(0.05, 12);
    expect(row.places).toEqual([
      { object: [0.1, 0.5], perturbation: [0.4, 0.5] },
      { object: [0.2, 0.5], perturbation: [0.5, 0.6] },
      { object: [0.6, 0.5], perturbation: [0.6, 0.7] },
    ]);
  });

  it('is not there without places, and has no correlation where no picture has one', () => {
    expect(summarize([judgement({ attack: 'igsm', made: madeFacts() })]).localisation).toEqual([]);
    expect(summarize([placed('a', [0, 0], [1, 1], null)]).localisation[0].meanCorrelation).toBe(null);
  });

  it('shows 400 places at most, spread over the pictures by name', () => {
    const records = Array.from({ length: 1000 }, (_, i) => placed(name(i), [i / 1000, 0.5], [0.5, 0.5], 0));
    const [row] = summarize(records.toReversed()).localisation;
    expect(row.images).toBe(1000);
    expect(row.places).toHaveLength(400);
    expect(row.places.map(({ object }) => object[0])).toEqual(
      Array.from({ length: 400 }, (_, n) => Math.floor(n * 2.5) / 1000),
    );
  });
});
