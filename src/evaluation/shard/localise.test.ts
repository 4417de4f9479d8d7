import { describe, expect, it } from 'vitest';
import { noise, picture } from '../../../test/support/pictures.js';
import { describePython, python } from '../../../test/support/python.js';
import { centreOfMass, correlationOf, localise } from './localise.js';

describe('a centre of mass', () => {
  it('is in the middle of the pixel that has all of it', () => {
    const weights = new Float64Array(12);
    weights[4 * 1 + 3] = 0.25;
    expect(centreOfMass(weights, 4, 3)).toEqual({ x: 3.5 / 4, y: 1.5 / 3 });
    expect(centreOfMass(new Float64Array(12).fill(7), 4, 3)).toEqual({ x: 0.5, y: 0.5 });
    expect(centreOfMass(new Float64Array(12), 4, 3)).toBeUndefined();
  });
});

describe('a correlation', () => {
  it('is 1 with itself, -1 with its opposite, null with a constant', () => {
    const values = [3, 1, 4, 1, 5];
    expect(correlationOf(values, values)).toBeCloseTo(1, 12);
    expect(
      correlationOf(
        values,
        values.map((value) => 9 - 2 * value),
      ),
    ).toBeCloseTo(-1, 12);
    expect(correlationOf(values, [2, 2, 2, 2, 2])).toBeNull();
  });
});

describe('a perturbation of nothing', () => {
  it('is nowhere', () => {
    const clean = picture(5, 4);
    const map = { width: 5, height: 4, data: Float32Array.from({ length: 20 }, (_, i) => i / 20) };
    expect(localise(map, clean, clean)).toEqual({ object: expect.anything(), correlation: null });
  });
});

describePython('scipy', 'SciPy and NumPy', () => {
  it('find the same centres and the same correlation', () => {
    const clean = noise(9, 7, 3, 'bytes', 1);
    const adversary = noise(9, 7, 3, 'bytes', 2);
    const map = { width: 9, height: 7, data: Float32Array.from(noise(9, 7, 1, 'floats', 3).data, (v) => v / 255) };
    const script = [
      'from scipy import ndimage',
      'x, y, m = inputs',
      'm = m.reshape(7, 9)',
      'd = np.abs(y - x).reshape(7, 9, 3).sum(axis=2)',
      'places = [(np.array(ndimage.center_of_mass(w))[::-1] + .5) / [9, 7] for w in (m, d)]',
      'output = [*places[0], *places[1], np.corrcoef(m.ravel(), d.ravel())[0, 1]]',
    ].join('\n');
    const expected = python(script, [clean.data, adversary.data, map.data]);
    const { object, perturbation, correlation } = localise(map, clean, adversary);
    const found = [object!.x, object!.y, perturbation!.x, perturbation!.y, correlation!];
    found.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 10));
  });
});
