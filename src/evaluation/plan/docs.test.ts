import { describe, expect, it } from 'vitest';
import { inlineCode, page, rows, section } from '../../../test/support/pages.js';
import { transformNames } from '../../defenses/chain/transforms.js';
import { attackFieldNames } from './check-attack.js';
import { planFieldNames } from './check-plan.js';
import type { PlanError } from './errors.js';
import { planFromFile } from './from-file.js';
import { planNames } from './presets/index.js';

const file = 'docs/plans.md';
const read = (text: string) => planFromFile('plan.yaml', new TextEncoder().encode(text));

function firstCells(heading: string): string[] {
  return rows(section(file, heading)).flatMap(([first]) => inlineCode(first));
}

describe('docs/plans.md', () => {
  it('has an example that is a plan', () => {
    const plan = read(page(file).blocks.find(({ info }) => info === 'yaml')!.code);
    expect(plan.attacks.map(({ name, knowledge }) => `${knowledge} ${name}`)).toEqual([
      'oblivious igsm',
      'oblivious fgsm',
      'oblivious cw',
      'oblivious auto-attack',
      'oblivious square',
      'oblivious uniform-noise',
      'oblivious transferred',
      'gray-box gray-box igsm',
      'adaptive knows all',
    ]);
    expect(plan.defenses.map(({ name }) => name)).toEqual(['none', 'PD+WD', 'JPEG, then median', 'jpeg:quality=40']);
  });

  it('has all fields, transforms and presets', () => {
    expect(firstCells('Fields')).toEqual(planFieldNames);
    expect(firstCells('Attacks').toSorted()).toEqual(attackFieldNames.filter((name) => name !== 'method').toSorted());
    expect(firstCells('Presets')).toEqual(planNames);
    const said = inlineCode(section(file, 'Defenses of a plan'));
    expect(said).toEqual(expect.arrayContaining(transformNames as string[]));
  });

  it('shows errors as they are', () => {
    const said = page(file)
      .blocks.find(({ info }) => info === 'text')!
      .code.trimEnd()
      .split('\n');
    const wrong = 'data: a\n\n\n\nattacks:\n  - cw\n  - igsm: { epsilon: -1 }\n  - igsmm: { epsilon: 1 }\n';
    let lines: readonly string[] = [];
    try {
      read(wrong);
    } catch (error) {
      ({ lines } = error as PlanError);
    }
    expect(lines).toEqual(said);
  });
});
