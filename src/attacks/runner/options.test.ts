import { describe, expect, it } from 'vitest';
import { evenModel, evenPictures } from '../../../test/support/hand-model.js';
import { igsm } from '../index.js';

describe('options', () => {
  const model = evenModel();
  const [x] = evenPictures;

  it('are refused where they are wrong, before the model is asked', async () => {
    const wrong: [object, string][] = [
      [{ epsilon: 0 }, 'Expected a number above 0 and at most 255 (unit: 255) for epsilon but received 0'],
      [{ epsilon: -1 }, 'for epsilon but received -1'],
      [{ epsilon: Number.NaN }, 'for epsilon but received NaN'],
      [{ epsilon: '2' }, 'for epsilon but received "2"'],
      [{ epsilon: 8, unit: 1 }, 'Expected a number above 0 and at most 1 (unit: 1) for epsilon but received 8'],
      [{ step: 0 }, 'for step but received 0'],
      [{ step: 2, unit: 1 }, 'for step but received 2'],
      [{ epsilon: 1, epsilons: [1] }, 'Expected either epsilon or epsilons for the options of igsm'],
      [{ epsilons: [] }, 'Expected an array of at least one number for epsilons'],
      [{ epsilons: [1, 0] }, 'for epsilons[1] but received 0'],
      [{ unit: 100 }, 'Expected 255 (levels) or 1 (the range [0,1]) for unit but received 100'],
      [{ iterations: 0 }, 'Expected an integer of at least 1 for iterations but received 0'],
      [{ iterations: 1.5 }, 'for iterations but received 1.5'],
      [{ preset: 'foolbox-2' }, "Expected one of 'cleverhans-2018', 'foolbox', 'torchattacks' for preset but received"],
      [{ earlyStop: 1 }, 'Expected true or false for earlyStop but received 1'],
      [{ surviveRounding: 'yes' }, 'Expected true or false for surviveRounding but received "yes"'],
      [{ batchSize: 0 }, 'for batchSize but received 0'],
      [{ onProgress: 1 }, 'Expected a function for onProgress but received 1'],
      [{ signal: 'stop' }, 'Expected an AbortSignal for signal but received "stop"'],
      [{ labels: [0, 1] }, 'Expected one class per picture (1) for labels but received an array of 2'],
      [{ labels: [4] }, 'Expected an integer from 0 to 3 for labels[0] but received 4'],
      [{ targets: 1 }, 'Expected an array of class indices for targets but received 1'],
      [{ labels: [1], targets: [1] }, 'Expected a class other than the label for targets[0] but received 1'],
      [{ eps: 1 }, 'for the options of igsm but received "eps"'],
      [null as unknown as object, 'Expected an object for the options of igsm but received null'],
      [3 as unknown as object, 'Expected an object for the options of igsm but received 3'],
    ];
    const before = { ...model.seen };
    await Promise.all(wrong.map(([options, message]) => expect(igsm(model, [x], options)).rejects.toThrow(message)));
    expect(model.seen).toEqual(before);
  });

  it('are refused where the target is what the model names', async () => {
    const [{ label }] = await igsm(evenModel(), [x]);
    await expect(igsm(model, [x], { targets: [label] })).rejects.toThrow(
      `Expected a class other than the label for targets[0] but received ${label}`,
    );
    expect(model.seen).toMatchObject({ queries: 1, gradients: 0 });
  });
});
