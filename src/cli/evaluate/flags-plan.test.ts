import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { PlanError } from '../../evaluation/plan/errors.js';
import { planFromFile } from '../../evaluation/plan/from-file.js';
import { planNames } from '../../evaluation/plan/presets/index.js';
import { UsageError } from '../errors.js';
import { planFromFlags, withFlags } from './flags-plan.js';
import { addPlanFlags, areAPlan, planFlags, type RawPlanFlags } from './plan-flags.js';
import { planHelp } from './help-plan.js';

/** Flags as commander has them. */
function rawOf(...typed: string[]): RawPlanFlags {
  const command = addPlanFlags(new Command().exitOverride());
  command.parse(typed, { from: 'user' });
  return command.opts();
}

const planOf = (...typed: string[]) => planFromFlags(rawOf(...typed));

function linesOf(...typed: string[]): readonly string[] {
  try {
    planOf(...typed);
  } catch (error) {
    if (error instanceof PlanError) return error.lines;
    throw error;
  }
  return [];
}

const yaml = (text: string) => planFromFile('photos.yaml', new TextEncoder().encode(text));

describe('planFromFlags', () => {
  it('makes the plan that YAML makes', () => {
    const typed = planOf(
      '--data',
      'photos',
      '--limit',
      '50',
      '--seed',
      '123456789012345678901',
      '--repeats',
      '3',
      '--localisation',
      '--model',
      'a.onnx',
      '--model',
      'squeeze=nets/b.onnx@card=b.json',
      '--model',
      'c.onnx@preset=tf',
      '--attack',
      'igsm:epsilon=1/2/4,iterations=10',
      '--attack',
      'carliniWagner',
      '--attack',
      'hard=igsm:epsilon=4,knowledge=adaptive,against=PD+WD/JPEG,adaptive.draws=10',
      '--attack',
      'igsm:epsilon=8,source=squeeze',
      '--defense',
      'PD+WD=deflect+wavelet:sigma=0.04@map=r-cam,ensemble=10',
      '--defense',
      'JPEG=jpeg:quality=75',
    );
    expect(typed).toEqual(
      yaml(`
data: { path: photos, limit: 50 }
seed: 123456789012345678901
repeats: 3
localisation: true
models: [a.onnx, { name: squeeze, source: nets/b.onnx, card: b.json }, { source: c.onnx, preset: tf }]
attacks:
  - igsm: { epsilon: [1, 2, 4], iterations: 10 }
  - cw
  - { name: hard, method: igsm, epsilon: 4, knowledge: adaptive, against: [PD+WD, JPEG], adaptive: { draws: 10 } }
  - { method: igsm, epsilon: 8, source: squeeze }
defenses:
  - PD+WD: { chain: deflect+wavelet:sigma=0.04, map: r-cam, ensemble: 10 }
  - JPEG: jpeg:quality=75
`),
    );
  });

  it('makes a preset', () => {
    const plan = planOf('--preset', 'notebook', '--data', 'photos', '--limit', '9', '--model', 'a.onnx');
    expect(plan).toMatchObject({ name: 'notebook', data: { path: 'photos', limit: 9 }, repeats: 5 });
    expect(plan.models).toEqual([{ name: 'a', source: 'a.onnx' }]);
    expect(planOf('--preset', 'localisation', '--data', 'photos').localisation).toBe(true);
  });

  it.each([
    [['--attack', 'igsm:epsilon=1'], '--data: Expected --data, where the pictures come from, but received none'],
    [['--limit', '3'], '--data: Expected path, a folder, a list or a file of pictures, but received none'],
    [['--data', 'a', '--limit', 'many'], '--limit: Expected an integer of at least 1 but received "many"'],
    [['--data', 'a', '--seed', '1.5'], '--seed: Expected an integer but received "1.5"'],
    [['--data', 'a', '--repeats', '0'], '--repeats: Expected an integer from 1 to 1000 but received 0'],
    [
      ['--data', 'a', '--attack', 'igsm:epsilon=-1'],
      '--attack igsm:epsilon=-1: epsilon: Expected a number above 0 but received -1',
    ],
    [
      ['--data', 'a', '--attack', 'igsm:epsilon=1/0'],
      '--attack igsm:epsilon=1/0: epsilon[1]: Expected a number above 0 but received 0',
    ],
    [
      ['--data', 'a', '--attack', 'igsmm:epsilon=1'],
      '--attack igsmm:epsilon=1: method: Expected the name of an attack but received "igsmm": did you mean igsm?',
    ],
    [['--data', 'a', '--defense', 'jpg'], '--defense jpg: Expected one of deflect'],
    [['--data', 'a', '--defense', 'none=jpeg'], '--defense none=jpeg: name: Expected a name other than none'],
    [['--data', 'a', '--model', 'a', '--model', 'b/a'], '--model b/a: Expected each name once but received "a" again'],
    [
      ['--data', 'a', '--preset', 'sweeep'],
      '--preset: Expected the name of a preset but received "sweeep": did you mean sweep?',
    ],
    [['--preset', 'sweep'], '--data: Expected --data, where the pictures come from, but received none'],
    [['--data', 'a', '--attack', 'igsm:epsilon=1,\u001b[2J=1'], '--attack igsm:epsilon=1,\\x1b[2J=1: '],
  ])('%j is refused', (typed, message) => {
    const lines = linesOf(...typed);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(message);
    // oxlint-disable-next-line no-control-regex -- that is what must not be there
    expect(lines[0]).not.toMatch(/[\u0000-\u001f]/);
  });

  it('refuses attacks and defenses beside a preset', () => {
    expect(() => planOf('--preset', 'sweep', '--data', 'a', '--attack', 'cw')).toThrow(
      new UsageError('Expected no --attack with --preset sweep, which has its own'),
    );
  });
});

describe('withFlags', () => {
  const plan = yaml('data: { path: photos, part: tune }\nseed: 3\nattacks: [cw]');

  it('changes pictures, seed and repeats of a plan', () => {
    const changed = withFlags(plan, rawOf('--limit', '5', '--seed', '4', '--repeats', '2', '--data', 'other'));
    expect(changed).toEqual({ ...plan, data: { path: 'other', part: 'tune', limit: 5 }, seed: '4', repeats: 2 });
    expect(withFlags(plan, rawOf())).toEqual(plan);
  });

  it('refuses what is written in the plan, and wrong values', () => {
    expect(() => withFlags(plan, rawOf('--attack', 'cw'))).toThrow(
      new UsageError('Expected no --attack with a plan in a file: write it there'),
    );
    expect(() => withFlags(plan, rawOf('--limit', '0'))).toThrow('--limit: Expected an integer of at least 1');
  });

  it('is told whether flags make a plan', () => {
    expect(areAPlan(rawOf())).toBe(false);
    expect(areAPlan(rawOf('--limit', '5'))).toBe(true);
    expect(areAPlan(rawOf('--attack', 'cw'))).toBe(true);
  });
});

describe('the help', () => {
  it('has every flag and preset, in lines of at most 100 characters', () => {
    for (const name of planFlags) expect(planHelp).toContain(`--${name} `);
    for (const name of planNames) expect(planHelp).toContain(`  ${name} `);
    for (const line of planHelp.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});
