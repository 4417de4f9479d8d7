import { describe, expect, it } from 'vitest';
import type { AttackPlan, Plan } from '../plan/plan.js';
import { attackFacts, drawnPictures, summaryOptions } from './facts.js';

function attack(method: string, given: Partial<AttackPlan> = {}): AttackPlan {
  return { name: method, method, knowledge: 'oblivious', measure: 'linf', sizes: [4], options: {}, ...given };
}

const plan: Plan = {
  format: 'pixel-deflection plan',
  schema: 1,
  name: 'test',
  seed: '12345678901234567890',
  repeats: 3,
  data: { path: 'photos' },
  models: [{ name: 'm', source: 'builtin' }],
  attacks: [
    attack('fgsm'),
    attack('igsm', { options: { iterations: 1 } }),
    attack('pgd', { name: 'pgd 20', options: { iterations: 20 } }),
    attack('square', { options: { iterations: 1 } }),
    attack('hop-skip-jump', { measure: 'natural', sizes: [null] }),
    attack('auto-attack'),
    attack('gaussian-noise', { control: true }),
    attack('igsm', { name: 'transfer', source: 'other' }),
    attack('igsm', { name: 'bpda', knowledge: 'adaptive', against: ['PD'] }),
  ],
  defenses: [
    { name: 'none', chain: [], map: 'none', ensemble: 1, vote: 'majority' },
    { name: 'PD', chain: [{ transform: 'deflect', options: {} }], map: 'none', ensemble: 1, vote: 'majority' },
    { name: 'JPEG', chain: [{ transform: 'jpeg', options: {} }], map: 'none', ensemble: 1, vote: 'majority' },
  ],
  localisation: false,
};

describe('attackFacts', () => {
  it('says what the catalog and the plan know', () => {
    expect(attackFacts(plan)).toEqual([
      { name: 'fgsm', method: 'fgsm', needs: 'gradients', oneStep: true, control: false, targets: [] },
      { name: 'igsm', method: 'igsm', needs: 'gradients', oneStep: true, iterations: 1, control: false, targets: [] },
      {
        name: 'pgd 20',
        method: 'pgd',
        needs: 'gradients',
        oneStep: false,
        iterations: 20,
        control: false,
        targets: [],
      },
      { name: 'square', method: 'square', needs: 'logits', oneStep: false, iterations: 1, control: false, targets: [] },
      { name: 'hop-skip-jump', method: 'hop-skip-jump', needs: 'class', oneStep: false, control: false, targets: [] },
      { name: 'auto-attack', method: 'auto-attack', needs: 'gradients', oneStep: false, control: false, targets: [] },
      { name: 'gaussian-noise', method: 'gaussian-noise', needs: 'class', oneStep: false, control: true, targets: [] },
      {
        name: 'transfer',
        method: 'igsm',
        needs: 'gradients',
        oneStep: false,
        control: false,
        source: 'other',
        targets: [],
      },
      { name: 'bpda', method: 'igsm', needs: 'gradients', oneStep: false, control: false, targets: ['PD'] },
    ]);
  });
});

describe('summaryOptions', () => {
  it('has the names of the plan in its order, which defenses are random, and the whole seed', () => {
    expect(summaryOptions(plan, { drawn: 9, unreadable: 1 })).toEqual({
      models: ['m'],
      attacks: attackFacts(plan),
      defenses: [
        { name: 'none', random: false },
        { name: 'PD', random: true },
        { name: 'JPEG', random: false },
      ],
      pictures: { drawn: 9, unreadable: 1 },
      seed: 12345678901234567890n,
    });
    expect(summaryOptions(plan)).not.toHaveProperty('pictures');
  });
});

const lost = (image: string) => ({ image, reason: 'cut short' });

describe('drawnPictures', () => {
  const images = ['a', 'b', 'c'].map((id) => ({ id, sha256: id, labels: [0] }));

  it('counts what was drawn, and of it what lacks records', () => {
    const data = { kind: 'list', sha256: '', found: 90 };
    expect(drawnPictures({ data, images }, [])).toEqual({ drawn: 3, unreadable: 0 });
    // One could not be read, one not be attacked; a row of the list that no picture is behind was never drawn.
    const unreadable = [lost('d'), lost('b'), lost('../x')];
    expect(drawnPictures({ data: { ...data, drawn: 4 }, images }, unreadable)).toEqual({ drawn: 4, unreadable: 2 });
  });
});
