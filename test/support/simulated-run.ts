import type { AttackPlan, DefensePlan } from '../../src/evaluation/plan/plan.js';
import type { Manifest } from '../../src/evaluation/run/manifest.js';

/** The address of a computer that only pretends, for child processes. */
export const simulatedComputer = new URL('./simulated-computer.js', import.meta.url).href;

function defense(name: string): DefensePlan {
  const chain = name === 'none' ? [] : [{ transform: 'deflect', options: {} } as const];
  return { name, chain, map: 'none', ensemble: 1, vote: 'mean' };
}

/** An attack of two sizes that ignores the defense. */
export const oblivious: AttackPlan = {
  name: 'igsm',
  method: 'igsm',
  knowledge: 'oblivious',
  measure: 'linf',
  sizes: [2, 4],
  options: {},
};

/** The manifest of a run that computes nothing, of `pictures × 3 (clean, two sizes) × (1 + 2 draws)` records per model. */
export function simulatedManifest(
  pictures: number,
  {
    shardSize = 4,
    models = 1,
    attacks = [oblivious],
  }: { shardSize?: number; models?: number; attacks?: AttackPlan[] } = {},
): Manifest {
  const names = Array.from({ length: models }, (_, i) => `model${i}`);
  return {
    format: 'pixel-deflection run',
    schema: 1,
    plan: {
      format: 'pixel-deflection plan',
      schema: 1,
      name: 'simulated',
      seed: '7',
      repeats: 2,
      data: { path: 'pictures' },
      models: names.map((name) => ({ name, source: name })),
      attacks,
      defenses: [defense('none'), defense('PD')],
      localisation: false,
    },
    command: ['pixel-deflection', 'evaluate'],
    version: '0.0.0',
    code: 'simulated',
    models: names.map((name) => ({ name, sha256: name, card: { name }, width: 16, height: 16, classes: 6 })),
    data: { kind: 'folders', sha256: 'data', found: pictures },
    images: Array.from({ length: pictures }, (_, i) => ({
      id: `picture${i}.png`,
      sha256: `picture${i}`,
      labels: names.map(() => i % 6),
    })),
    unreadable: [],
    machine: { cpu: '', cores: 2, platform: 'linux', arch: 'x64', node: '', onnxruntime: '' },
    shardSize,
    adversaries: false,
    started: '2026-01-01T00:00:00.000Z',
  };
}
