import { describe, expect, it } from 'vitest';
import { evenModel } from '../../../test/support/hand-model.js';
import { attackCatalog, deepFool, igsm } from '../index.js';

describe('check', () => {
  it('throws at once what a call rejects with', async () => {
    const options = { epsilon: 1, iterations: 0 };
    const said = await igsm(evenModel(), [], options).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(said).toContain('for iterations but received 0');
    expect(() => igsm.check(options)).toThrow(said);
  });

  it('takes a model where that matters, and asks it nothing', () => {
    const model = evenModel();
    deepFool.check({ candidates: 1000 });
    expect(() => deepFool.check({ candidates: 1000 }, model)).toThrow('candidates but received 1000');
    expect(model.seen).toEqual({ queries: 0, gradients: 0, batches: [] });
  });

  it.each(attackCatalog)('of $about.name takes no options and refuses unknown ones', (attack) => {
    attack.check({});
    expect(() => attack.check({ epsilom: 1 })).toThrow('but received "epsilom"');
  });
});
