import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../test/support/runs.js';
import { PlanError } from './errors.js';
import { planFromFile } from './from-file.js';
import type { Plan } from './plan.js';
import { planToYaml } from './write-plan.js';

const encode = (text: string) => new TextEncoder().encode(text);
const read = (text: string): Plan => planFromFile('plan.yaml', encode(text));

/** What is said of a plan that is wrong. */
function linesOf(text: string | Uint8Array): readonly string[] {
  try {
    planFromFile('plan.yaml', typeof text === 'string' ? encode(text) : text);
  } catch (error) {
    if (error instanceof PlanError) return error.lines;
    throw error;
  }
  return [];
}

const whole = `
name: my comparison
seed: 123456789012345678901
repeats: 3
data: { path: photos/, limit: 100, part: judge }
models: [nets/mobilenet.onnx, { name: squeeze, source: squeezenet.onnx, card: card.json }, { source: x, preset: tf }]
attacks:
  - igsm: { epsilon: [1, 2, 4], iterations: 10 }
  - fgsm: { relativeL2: [0.05] }
  - pgd: { epsilon: 300, norm: l2 }
  - carliniWagner: {}
  - deepfool
  - deepfool:relativeL2=0.02/0.05,scaling=overshoot
  - uniformNoise: { epsilon: 4 }
  - { name: hard, method: BIM, knowledge: adaptive, epsilon: 4, against: [PD], adaptive: { draws: 10, map: held } }
  - { method: igsm, epsilon: 4, knowledge: gray-box }
  - { method: igsm, epsilon: 8, source: squeeze }
  - auto-attack: { epsilon: 4, version: rand, eot: 5 }
defenses:
  - none
  - PD: { chain: deflect:deflections=200+wavelet:sigma=0.04, map: r-cam, ensemble: 10, topK: 3 }
  - JPEG: jpeg:quality=40
  - median: [{ median: { size: 3 } }, jpeg]
  - resize-pad@ensemble=30,vote=mean
localisation: true
`.replace('  - deepfool\n', '  - { method: deepfool, name: far deepfool, relativeL2: 0.1 }\n');

describe('planFromFile', () => {
  const plan = read(whole);
  const named = (name: string) => plan.attacks.find((attack) => attack.name === name);

  it('fills in a plan', () => {
    expect(plan).toMatchObject({
      format: 'pixel-deflection plan',
      schema: 1,
      name: 'my comparison',
      seed: '123456789012345678901',
      repeats: 3,
      data: { path: 'photos/', limit: 100, part: 'judge' },
      localisation: true,
    });
    expect(plan.models).toEqual([
      { name: 'mobilenet', source: 'nets/mobilenet.onnx' },
      { name: 'squeeze', source: 'squeezenet.onnx', card: 'card.json' },
      { name: 'x', source: 'x', preset: 'tf' },
    ]);
  });

  it('names attacks and gives them measures', () => {
    expect(plan.attacks.map(({ name, measure, sizes }) => [name, measure, sizes])).toEqual([
      ['igsm', 'linf', [1, 2, 4]],
      ['fgsm', 'relative-l2', [0.05]],
      ['pgd l2', 'l2', [300]],
      ['cw', 'natural', [null]],
      ['far deepfool', 'relative-l2', [0.1]],
      ['deepfool', 'relative-l2', [0.02, 0.05]],
      ['uniform-noise', 'linf', [4]],
      ['hard', 'linf', [4]],
      ['gray-box igsm', 'linf', [4]],
      ['igsm from squeeze', 'linf', [8]],
      ['auto-attack', 'linf', [4]],
    ]);
    expect(named('igsm')).toMatchObject({ method: 'igsm', knowledge: 'oblivious', options: { iterations: 10 } });
    expect(named('pgd l2')?.options).toEqual({ norm: 'l2' });
    expect(named('deepfool')?.options).toEqual({ scaling: 'overshoot' });
    expect(named('uniform-noise')?.control).toBe(true);
    expect(named('igsm')).not.toHaveProperty('control');
    expect(named('igsm from squeeze')).toMatchObject({ knowledge: 'oblivious', source: 'squeeze' });
    expect(named('auto-attack')?.options).toEqual({ version: 'rand', eot: 5 });
  });

  it('settles what attackers know', () => {
    expect(named('hard')).toMatchObject({
      method: 'igsm',
      knowledge: 'adaptive',
      against: ['PD'],
      adaptive: { draws: 10, map: 'held' },
    });
    // It knows one draw of deflections: not that of a defense that has none.
    expect(named('gray-box igsm')).toMatchObject({ knowledge: 'gray-box', against: ['PD'] });
    const usual = read('data: a\ndefenses: [jpeg, median]\nattacks: [{ igsm: { epsilon: 1, knowledge: adaptive } }]')
      .attacks[0];
    expect(usual).toMatchObject({ against: ['jpeg', 'median'], adaptive: { draws: 20 }, name: 'adaptive igsm' });
  });

  it('reads defenses in every form, none first', () => {
    expect(plan.defenses).toEqual([
      { name: 'none', chain: [], map: 'none', ensemble: 1, vote: 'majority' },
      {
        name: 'PD',
        chain: [
          { transform: 'deflect', options: { deflections: 200 } },
          { transform: 'wavelet', options: { sigma: 0.04 } },
        ],
        map: 'r-cam',
        ensemble: 10,
        vote: 'majority',
        topK: 3,
      },
      {
        name: 'JPEG',
        chain: [{ transform: 'jpeg', options: { quality: 40 } }],
        map: 'none',
        ensemble: 1,
        vote: 'majority',
      },
      {
        name: 'median',
        chain: [
          { transform: 'median', options: { size: 3 } },
          { transform: 'jpeg', options: {} },
        ],
        map: 'none',
        ensemble: 1,
        vote: 'majority',
      },
      {
        name: 'resize-pad@ensemble=30,vote=mean',
        chain: [{ transform: 'resize-pad', options: {} }],
        map: 'none',
        ensemble: 30,
        vote: 'mean',
      },
    ]);
  });

  it('takes the shortest plan', () => {
    expect(planFromFile('some/where/small.yml', encode('data: photos'))).toEqual({
      format: 'pixel-deflection plan',
      schema: 1,
      name: 'small',
      seed: '0',
      repeats: 1,
      data: { path: 'photos' },
      models: [{ name: 'builtin', source: 'builtin' }],
      attacks: [],
      defenses: [{ name: 'none', chain: [], map: 'none', ensemble: 1, vote: 'majority' }],
      localisation: false,
    });
  });

  it('reads what planToYaml writes', () => {
    expect(read(planToYaml(plan))).toEqual(plan);
    const small = read('data: photos\nseed: -5');
    expect(read(planToYaml(small))).toEqual({ ...small, name: 'plan' });
  });

  it('takes anchors and a mark of the byte order', () => {
    const text = '\uFEFFdata: photos\nattacks:\n  - igsm: &all { epsilon: 2, iterations: 5 }\n  - mi-fgsm: *all\n';
    expect(read(text).attacks.map(({ name, options }) => [name, options])).toEqual([
      ['igsm', { iterations: 5 }],
      ['mi-fgsm', { iterations: 5 }],
    ]);
  });
});

function first(text: string | Uint8Array): string {
  return linesOf(text)[0];
}

describe('a hostile file', () => {
  it.each([
    ['nothing', '', 'plan.yaml:1:1: Expected a plan: a map of name, seed'],
    ['a list', '- a', 'plan.yaml:1:1: Expected a plan: a map of name, seed, repeats, data'],
    ['no YAML', 'data: [a', 'plan.yaml:1:9: Expected YAML: '],
    ['tabs', 'data:\n\tpath: a', 'plan.yaml:2:1: Expected spaces for indentation but received a tab'],
    ['two documents', 'data: a\n---\ndata: b', 'plan.yaml:2:1: Expected one YAML document but received several'],
    ['a field twice', 'data: a\nseed: 1\ndata: b', 'plan.yaml:3:1: Expected each field once but received "data" again'],
    ['a tag', 'data: !!binary aGk=', 'plan.yaml:1:16: Expected no tag but received "tag:yaml.org,2002:binary"'],
    ['a field that is no text', 'data: a\n1: b', 'plan.yaml:2:1: Expected text for the name of a field'],
    ['an alias of nothing', 'data: *a', 'plan.yaml:1:7: Expected '],
    ['an alias inside of itself', 'data: &a [*a]', 'plan.yaml:1:11: Expected no alias inside of what it stands for'],
    [
      'a prototype',
      '__proto__: { data: a }',
      'plan.yaml:1:1: __proto__: Expected a field of a plan but received "__proto__"',
    ],
    ['a constructor', 'data: a\nconstructor: b', 'plan.yaml:2:1: constructor: Expected a field of a plan'],
    ['a merge', 'data: a\n<<: { seed: 1 }', 'plan.yaml:2:1: <<: Expected a field of a plan'],
    [
      'deep nesting',
      `data: ${'['.repeat(50)}${']'.repeat(50)}`,
      'Expected at most 32 levels of nesting but received more',
    ],
    ['very deep nesting', `data: ${'['.repeat(20_000)}`, 'plan.yaml'],
    ['too much', `# ${'x'.repeat(2 ** 20)}`, 'plan.yaml: Expected a plan of at most 1 MB but received 1048578 bytes'],
  ])('with %s is refused', (_, text, message) => {
    expect(first(text)).toContain(message);
    expect(first(text)).toMatch(/^plan\.yaml/);
    expect(({} as { data?: unknown }).data).toBeUndefined();
  });

  it('of other bytes than UTF-8 is refused', () => {
    expect(first(Uint8Array.of(0x64, 0x3a, 0x20, 0xff))).toBe(
      'plan.yaml: Expected text in UTF-8 but received other bytes',
    );
  });

  it('of aliases that stand for billions is refused, and at once', () => {
    const bomb = Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [${i === 0 ? '1' : `*a${i - 1}, *a${i - 1}`}]`);
    expect(first(bomb.join('\n'))).toMatch(/Expected at most 20000 values .* but received more$/);
    const wide = `x: &x [1]\ny: [${'*x, '.repeat(21_000)}1]`;
    expect(first(wide)).toMatch(/Expected at most 20000 values .* but received more$/);
    const many = Array.from({ length: 21_000 }, (_, i) => `f${i}: 1`).join('\n');
    expect(first(many)).toMatch(/Expected at most 20000 values .* but received more$/);
  });

  it('is named on one line, whatever its name', () => {
    expect(() => planFromFile('a\n\u202Eb.yaml', encode('x'))).toThrow(/^a\\n\\u202eb\.yaml:1:1: Expected a plan/);
  });

  it('throws nothing but a PlanError', () => {
    const words = whole.split(/(?<=[\s{}[\]:,])/);
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .array(fc.constantFrom(...words, '&a ', '*a', '"', "'", '|', '>', '- ', '? ', '!!x ', '\t', '\n'), {
          maxLength: 60,
        })
        .map((parts) => parts.join('')),
      // One word of a good plan made another.
      fc
        .tuple(fc.nat(words.length - 1), fc.string({ maxLength: 12 }))
        .map(([at, other]) => words.with(at, other).join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        for (const line of linesOf(text)) expect(line).not.toMatch(/[\n\p{Cc}]/u);
      }),
      { numRuns: runs(100) },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void linesOf(bytes)),
      { numRuns: runs(100) },
    );
  });
});
