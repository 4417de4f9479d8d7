import { describe, expect, it } from 'vitest';
import { planFromFile } from '../from-file.js';
import type { Plan } from '../plan.js';
import { planToYaml } from '../write-plan.js';
import { planFromPreset, planNames, planPresets } from './index.js';

const two = (name: string) => planFromPreset(name, { data: 'photos', models: ['a.onnx', 'b.onnx'] });
const texts = ({ defenses }: Plan) => defenses.map(({ name }) => name);
const attacksOf = ({ attacks }: Plan) => attacks.map(({ method, sizes }) => `${method} ${sizes.join('/')}`);
const rows = (plan: Plan, name: string) => plan.attacks.filter((attack) => attack.name === name);

describe('every preset', () => {
  it.each(planNames)('%s has noise, an attack without gradients, and transfer between two models', (name) => {
    const plan = two(name);
    expect(plan.name).toBe(name);
    expect(plan.attacks.filter(({ control }) => control).map(({ method }) => method)).toEqual([
      'uniform-noise',
      'gaussian-noise',
    ]);
    expect(plan.attacks.some(({ method }) => method === 'square')).toBe(true);
    expect(plan.attacks.flatMap(({ source }) => source ?? []).toSorted()).toEqual(['a', 'b']);
    const alone = planFromPreset(name, { data: 'photos' });
    expect(alone.models).toEqual([{ name: 'builtin', source: 'builtin' }]);
    expect(alone.attacks.some(({ source }) => source !== undefined)).toBe(false);
  });

  it.each(planNames)('%s can be written and read', (name) => {
    const plan = two(name);
    const bytes = new TextEncoder().encode(planToYaml(plan));
    expect(planFromFile('p.yaml', bytes)).toEqual(plan);
  });

  it.each(planPresets)('$name has a line that says what it compares', ({ summary }) => {
    expect(summary).toMatch(/^\S.{20,120}$/);
  });

  it('takes what is given', () => {
    const given = { data: { path: 'p', part: 'judge' }, limit: 7, seed: -3n, repeats: 2, localisation: true } as const;
    expect(planFromPreset('notebook', given)).toMatchObject({
      data: { path: 'p', part: 'judge', limit: 7 },
      seed: '-3',
      repeats: 2,
      localisation: true,
    });
  });

  it('is refused by another name, and with what a plan cannot have', () => {
    expect(() => planFromPreset('notbook', { data: 'p' })).toThrow(
      'Expected the name of a preset but received "notbook": did you mean notebook?',
    );
    expect(() => planFromPreset('x', { data: 'p' })).toThrow(`it can be ${planNames.join(', ')}`);
    expect(() => planFromPreset('notebook', { data: 'p', limit: 0 })).toThrow(
      'data.limit: Expected an integer of at least 1',
    );
    expect(() => planFromPreset('notebook', { data: 'p', models: ['a', 'b/a'] })).toThrow(
      'models[1]: Expected each name once',
    );
  });
});

describe('the presets', () => {
  it('notebook: the columns of the table with their own deflections', () => {
    const plan = two('notebook');
    expect(texts(plan)).toEqual(['none', 'PD', 'PD+WD', 'PD+R-CAM', 'PD+R-CAM+WD', 'WD', 'JPEG 40']);
    expect(plan.defenses.slice(1).map(({ chain }) => chain[0].options)).toEqual([
      { deflections: 600, algorithm: 'notebook' },
      { deflections: 200, algorithm: 'notebook' },
      { deflections: 1500, algorithm: 'notebook' },
      { deflections: 1500, algorithm: 'notebook' },
      { sigma: 0.04 },
      { quality: 40 },
    ]);
    expect(plan.defenses.map(({ map }) => map)).toEqual(['none', 'none', 'none', 'r-cam', 'r-cam', 'none', 'none']);
    expect(rows(plan, 'igsm')[0]).toMatchObject({ measure: 'linf', options: { iterations: 10 } });
  });

  it("paper-table-3: the six attacks at the sizes of the paper's ResNet-50", () => {
    const plan = two('paper-table-3');
    expect(attacksOf(plan).slice(0, 6)).toEqual([
      'fgsm 0.05',
      'igsm 0.03',
      'deepfool 0.02',
      'jsma 0.02',
      'l-bfgs 0.02',
      'cw 0.04',
    ]);
    expect(plan.attacks.slice(0, 6).every(({ measure }) => measure === 'relative-l2')).toBe(true);
    expect(texts(plan)).toEqual(['none', 'PD+R-CAM+WD', 'Ens-10']);
    expect(plan.defenses[1]).toMatchObject({
      map: 'r-cam',
      ensemble: 1,
      chain: [
        { transform: 'deflect', options: { deflections: 100, window: 10, algorithm: 'joint' } },
        { transform: 'wavelet', options: { sigma: 0.04 } },
      ],
    });
    expect(plan.defenses[2]).toMatchObject({ map: 'r-cam', ensemble: 10, vote: 'majority' });
  });

  it('paper-table-4: four attacks at five sizes against what the paper compares with', () => {
    const plan = two('paper-table-4');
    expect(attacksOf(plan).slice(0, 4)).toEqual(
      ['fgsm', 'igsm', 'deepfool', 'cw'].map((method) => `${method} 0.02/0.03/0.04/0.05/0.06`),
    );
    const steps = Object.fromEntries(
      plan.defenses.map(({ name, chain }) => [name, chain.map(({ transform }) => transform).join(' ')]),
    );
    expect(steps).toEqual({
      none: '',
      'FS bit depth': 'bit-depth',
      'FS median': 'median',
      Xie: 'resize-pad',
      Guo: 'crop tvm quilt',
      PD: 'deflect',
      'PD+R-CAM': 'deflect',
      'PD+R-CAM+DCT': 'deflect dct',
      'PD+R-CAM+DWT': 'deflect wavelet',
    });
    expect(plan.defenses.find(({ name }) => name === 'Xie')).toMatchObject({ ensemble: 30, vote: 'mean' });
  });

  it('ablation: one thing changed at a time', () => {
    const [, base, ...others] = two('ablation').defenses;
    expect(base.name).toBe('PD+R-CAM+WD');
    const changed = (defense: (typeof others)[number]) => {
      const settings = ({ chain, map, ensemble }: typeof defense) => {
        const steps = chain.flatMap(({ transform, options }) =>
          Object.entries(options).map(([k, v]) => `${transform}.${k}=${v}`),
        );
        return [...chain.map(({ transform }) => transform), ...steps, `map=${map}`, `ensemble=${ensemble}`];
      };
      const before = new Set(settings(base));
      return settings(defense).filter((each) => !before.has(each));
    };
    expect(others.map((defense) => [defense.name, ...changed(defense)])).toEqual([
      ['no map', 'map=none'],
      ['bias 0.2', 'deflect.bias=0.2'],
      ['bias -0.2', 'deflect.bias=-0.2'],
      ['deflection only'],
      ['wavelets only', 'map=none'],
      ['hard thresholds', 'wavelet.threshold=hard'],
      ['RGB', 'wavelet.ycbcr=false'],
      ['rescaled sigma', 'wavelet.sigmaScale=rescaled'],
      ['Ens-10', 'ensemble=10'],
    ]);
    expect(others.find(({ name }) => name === 'deflection only')?.chain).toHaveLength(1);
    expect(others.find(({ name }) => name === 'wavelets only')?.chain).toHaveLength(1);
  });

  it('sweep: every combination once', () => {
    const settings = two('sweep')
      .defenses.slice(1)
      .map(({ chain }) => {
        const { deflections, window } = chain[0].options as { deflections: number; window: number };
        return [deflections, window, (chain[1].options as { sigma: number }).sigma].join(' ');
      });
    expect(new Set(settings).size).toBe(5 * 3 * 3);
    expect(settings).toHaveLength(45);
    expect(settings).toContain('100 10 0.04');
  });

  it('localisation: all attacks of the paper, no defense, places recorded', () => {
    const plan = two('localisation');
    expect(plan.localisation).toBe(true);
    expect(texts(plan)).toEqual(['none']);
    expect(plan.attacks.slice(0, 6).map(({ method }) => method)).toEqual([
      'fgsm',
      'igsm',
      'deepfool',
      'jsma',
      'l-bfgs',
      'cw',
    ]);
  });

  it('adaptive: the same attack by three attackers, against every defense', () => {
    const plan = two('adaptive');
    const igsm = plan.attacks.filter(({ method }) => method === 'igsm');
    const defenses = ['PD+WD', 'PD+R-CAM+WD', 'PD+WD Ens-10', 'PD+R-CAM+WD Ens-10'];
    expect(texts(plan)).toEqual(['none', ...defenses]);
    expect(igsm.map(({ knowledge, sizes, against }) => [knowledge, sizes, against])).toEqual([
      ['oblivious', [4], undefined],
      ['gray-box', [4], defenses],
      ['adaptive', [4], defenses],
    ]);
    expect(new Set(igsm.map(({ options }) => JSON.stringify(options))).size).toBe(1);
    expect(igsm[2].adaptive).toEqual({ draws: 20 });
  });
});
