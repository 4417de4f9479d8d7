import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatPreset } from '../../pipeline/preset.js';
import { PlanError } from './errors.js';
import { planFromFile } from './from-file.js';

function linesOf(text: string): readonly string[] {
  try {
    planFromFile('plan.yaml', new TextEncoder().encode(text));
  } catch (error) {
    if (error instanceof PlanError) return error.lines;
    throw error;
  }
  return [];
}

/** Expects one complaint, about the place of the mark §. */
function expectOne(marked: string, message: string): void {
  const before = marked.slice(0, marked.indexOf('§')).split('\n');
  const where = `plan.yaml:${before.length}:${before.at(-1)!.length + 1}`;
  const lines = linesOf(marked.replace('§', ''));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`${where}: ${message}`);
}

/** A plan with one attack. */
const attack = (text: string) => `data: a
models: [{ name: squeeze, source: b }, mobile.onnx]
defenses: [{ PD: deflect }, JPEG=jpeg]
attacks:
  - ${text}
`;

describe('a plan that is wrong', () => {
  it.each([
    ['§sed: 1\ndata: a', 'sed: Expected a field of a plan but received "sed": did you mean seed?'],
    ['§seed: 1', 'Expected data, where the pictures come from, but received none'],
    ['data: a\nseed: §1.5', 'seed: Expected an integer but received 1.5'],
    ['data: a\nrepeats: §0', 'repeats: Expected an integer from 1 to 1000 but received 0'],
    ['data: a\nlocalisation: §yes', 'localisation: Expected true or false but received "yes"'],
    ['data: a\nname: §"a\\eb"', 'name: Expected text without control characters but received "a\\u001bb"'],
    ['data: a\nname: §"a\\u202Eb"', 'name: Expected text without control characters but received "a\\u202eb"'],
    ['data: a\nname: §" a"', 'name: Expected a name without spaces around it but received " a"'],
    ['data: §{ limit: 3 }', 'data: Expected path, a folder, a list or a file of pictures, but received none'],
    ['data: { path: a, limit: §0 }', 'data.limit: Expected an integer of at least 1 but received 0'],
    ['data: { path: a, part: §tun }', 'data.part: Expected one of tune, judge but received "tun": did you mean tune?'],
    [
      'data: §3',
      'data: Expected a folder, a list or a file of pictures, or a map of path, limit and part but received 3',
    ],
    ['data: a\nmodels: §[]', 'models: Expected a list of at least one classifier but received an empty list'],
    ['data: a\nmodels: §b', 'models: Expected a list of classifiers but received "b"'],
    [
      'data: a\nmodels: [§{ name: b }]',
      'models[0]: Expected source, the name or the file of a classifier, but received none',
    ],
    [
      'data: a\nmodels: [b, §x/b.onnx]',
      'models[1]: Expected each name once but received "b" again: give it a name of its own',
    ],
    [
      'data: a\nmodels: [{ source: b, §crd: c }]',
      'models[0].crd: Expected a field of a model but received "crd": did you mean card?',
    ],
    [
      'data: a\nmodels: [{ source: b, preset: §tv }]',
      'models[0].preset: Expected one of torchvision, tf, caffe but received "tv": did you mean tf?',
    ],
    [
      'data: a\nmodels: [{ source: builtin, §card: c }]',
      'models[0].card: Expected neither card nor preset for the built-in classifier, which has its own card',
    ],
    [`data: a\nname: §${'n'.repeat(101)}`, 'name: Expected at most 100 characters but received 101'],
  ])('%s', (text, message) => expectOne(text, message));

  it.each([
    [
      '§igsmm: { epsilon: 1 }',
      'attacks[0].igsmm: Expected the name of an attack but received "igsmm": did you mean igsm?',
    ],
    [
      '{ §method: squar, epsilon: 1 }',
      'attacks[0].method: Expected the name of an attack but received "squar": did you mean square?',
    ],
    ['igsm: { epsilon: §-1 }', 'attacks[0].igsm.epsilon: Expected a number above 0 but received -1'],
    ['igsm: { epsilon: [1, §0] }', 'attacks[0].igsm.epsilon[1]: Expected a number above 0 but received 0'],
    ['igsm: { epsilon: [1, §1] }', 'attacks[0].igsm.epsilon[1]: Expected each size once but received 1 again'],
    [
      'igsm: { epsilon: §[] }',
      'attacks[0].igsm.epsilon: Expected a number above 0, or a list of them, but received an empty list',
    ],
    ['igsm: { epsilon: §.inf }', 'attacks[0].igsm.epsilon: Expected a number above 0 but received Infinity'],
    ['igsm: { epsilon: §256 }', 'attacks[0].igsm.epsilon: Expected a number above 0 and at most 255 but received 256'],
    ['§igsm', 'attacks[0]: Expected epsilon, in levels, or relativeL2 for igsm but received none'],
    ['§square', 'attacks[0]: Expected epsilon, in levels, for square but received none'],
    [
      'igsm: { epsilon: 1, §relativeL2: 0.1 }',
      'attacks[0].igsm.relativeL2: Expected either epsilon or relativeL2 but received both',
    ],
    [
      'square: { §relativeL2: 0.1 }',
      'attacks[0].square.relativeL2: Expected epsilon for square, which cannot be brought to a relative L2',
    ],
    ['fgsm: { relativeL2: §2 }', 'attacks[0].fgsm.relativeL2: Expected a number above 0 and at most 1 but received 2'],
    [
      'igsm: { epsilon: 1, §iteratins: 2 }',
      'attacks[0].igsm.iteratins: Expected a field of igsm but received "iteratins": did you mean iterations?',
    ],
    [
      'igsm: { epsilon: 1, iterations: §0 }',
      'attacks[0].igsm.iterations: Expected an integer of at least 1 but received 0',
    ],
    [
      'igsm: { epsilon: 1, §norm: l2 }',
      'attacks[0].igsm.norm: Expected a field of igsm but received "norm": it has step',
    ],
    [
      'pgd: { epsilon: 1, norm: §l3 }',
      'attacks[0].pgd.norm: Expected one of linf, l2 but received "l3": did you mean l2?',
    ],
    [
      'igsm: { epsilon: 1, §seed: 2 }',
      'attacks[0].igsm.seed: Expected no seed for igsm: every attack draws from the seed of the plan',
    ],
    [
      'igsm: { epsilon: 1, §labels: [2] }',
      'attacks[0].igsm.labels: Expected no labels for igsm: the evaluation gives each picture its true class',
    ],
    [
      'igsm: { epsilon: 1, §unit: 1 }',
      'attacks[0].igsm.unit: Expected no unit for igsm: lengths of a plan are levels of 0…255',
    ],
    [
      'igsm: { epsilon: 1, §batchSize: 4 }',
      'attacks[0].igsm.batchSize: Expected no batchSize for igsm: pictures are attacked one at a time, so that no record depends on its neighbours',
    ],
    [
      'deepfool: §{ scaling: overshoot }',
      'attacks[0].deepfool: Expected scaling only with relativeL2 for the options of deepfool but received "overshoot"',
    ],
    [
      'cw: §{ relativeL2: 0.1, scaling: kappa, kappa: 3 }',
      "attacks[0].cw: Expected no kappa with scaling 'kappa', which sets it, for the options of cw but received 3",
    ],
    [
      'auto-attack: { epsilon: 1, version: rand, §queries: 3 }',
      'attacks[0].auto-attack.queries: Expected a field of auto-attack but received "queries": it has version',
    ],
    [
      'igsm: { epsilon: 1, source: §squeze }',
      'attacks[0].igsm.source: Expected the name of a model of this plan but received "squeze": did you mean squeeze?',
    ],
    [
      'igsm: { epsilon: 1, knowledge: §adaptve }',
      'attacks[0].igsm.knowledge: Expected one of oblivious, gray-box, adaptive but received "adaptve": did you mean adaptive?',
    ],
    [
      'igsm: { epsilon: 1, §against: PD }',
      'attacks[0].igsm.against: Expected against only with knowledge gray-box or adaptive but received oblivious',
    ],
    [
      'igsm: { epsilon: 1, knowledge: adaptive, against: [PD, §JPG] }',
      'attacks[0].igsm.against[1]: Expected the name of a defense of this plan but received "JPG": did you mean JPEG?',
    ],
    [
      'igsm: { epsilon: 1, knowledge: adaptive, against: §none }',
      'attacks[0].igsm.against: Expected a defense other than none, of which there is nothing to know',
    ],
    [
      'igsm: { epsilon: 1, knowledge: adaptive, against: [PD, §PD] }',
      'attacks[0].igsm.against[1]: Expected each defense once but received "PD" again',
    ],
    [
      'igsm: { epsilon: 1, knowledge: gray-box, against: §JPEG }',
      'attacks[0].igsm.against: Expected a defense with a step deflect for gray-box but received "JPEG"',
    ],
    [
      'igsm: { epsilon: 1, knowledge: gray-box, §adaptive: { draws: 3 } }',
      'attacks[0].igsm.adaptive: Expected adaptive only with knowledge adaptive but received gray-box',
    ],
    [
      'igsm: { epsilon: 1, adaptive: { draws: §0 } }',
      'attacks[0].igsm.adaptive.draws: Expected an integer from 1 to 1000 but received 0',
    ],
    [
      'igsm: { epsilon: 1, adaptive: { §drws: 3 } }',
      'attacks[0].igsm.adaptive.drws: Expected a field of adaptive but received "drws": did you mean draws?',
    ],
    [
      'igsm: { epsilon: 1, adaptive: { wavelet: §identity } }',
      'attacks[0].igsm.adaptive.wavelet: Expected a step wavelet in a defense that is attacked but received none',
    ],
    [
      'igsm: { epsilon: 1, adaptive: { map: §held } }',
      'attacks[0].igsm.adaptive.map: Expected the map r-cam, cam or grad-cam in a defense that is attacked but received none',
    ],
    [
      'deepfool: { knowledge: §adaptive }',
      'attacks[0].deepfool.knowledge: Expected an attack with a budget for adaptive but received deepfool, which looks for the smallest adversary',
    ],
    [
      'uniform-noise: { epsilon: 1, knowledge: §adaptive }',
      'attacks[0].uniform-noise.knowledge: Expected oblivious for uniform-noise, which knows nothing, but received adaptive',
    ],
    [
      'igsm: { epsilon: 1, knowledge: adaptive, §source: squeeze }',
      'attacks[0].igsm.source: Expected no source with knowledge adaptive: it is made on what it knows',
    ],
    [
      '§{ method: igsm, name: none, epsilon: 1 }',
      'attacks[0]: Expected a name other than none, which stands for clean pictures, but received it',
    ],
    [
      '§igsm:epsilon',
      'attacks[0]: Expected field=value, with commas between them, for an attack but received "epsilon"',
    ],
    ['§3', 'attacks[0]: Expected an attack: its name, or a map but received 3'],
  ])('attacks: %s', (text, message) => expectOne(attack(text), message));

  it.each([
    [
      '{ PD: { chain: §deflct } }',
      'defenses[0].PD.chain: Expected one of deflect, wavelet, tv, bilateral, nlm, wiener, dct, jpeg, bit-depth, median, resize-pad, crop, tvm, quilt for the transform of step 1 of chain but received "deflct": did you mean deflect?',
    ],
    [
      '{ PD: [{ jpeg: { §qality: 3 } }] }',
      'defenses[0].PD[0].jpeg.qality: Expected only quality, chromaSubsampling for the options of jpeg but received "qality": did you mean quality?',
    ],
    [
      '{ PD: { chain: [{ jpeg: { quality: §300 } }] } }',
      'defenses[0].PD.chain[0].jpeg.quality: Expected an integer from 1 to 100 but received 300',
    ],
    [
      '{ PD: { chain: [§jpeg:quality=300] } }',
      'defenses[0].PD.chain[0]: Expected an integer from 1 to 100 for quality but received 300',
    ],
    [
      '{ PD: { chain: deflect, map: §rcam } }',
      'defenses[0].PD.map: Expected one of r-cam, cam, grad-cam, center, none but received "rcam": did you mean r-cam or cam?',
    ],
    [
      '{ PD: { chain: jpeg, map: §r-cam } }',
      'defenses[0].PD.map: Expected a step deflect in the chain for the map r-cam, which steers it, but received none',
    ],
    [
      '{ PD: { chain: deflect, ensemble: §0 } }',
      'defenses[0].PD.ensemble: Expected an integer from 1 to 1000 but received 0',
    ],
    [
      '{ PD: { chain: deflect, §vot: mean } }',
      'defenses[0].PD.vot: Expected a field of a defense but received "vot": did you mean vote?',
    ],
    ['{ PD: §{ map: none } }', 'defenses[0].PD: Expected chain, transforms one after the other, but received none'],
    [
      '{ PD: { chain: deflect, §topK: 3 } }',
      'defenses[0].PD.topK: Expected topK only with the map r-cam but received none',
    ],
    [
      '{ name: §none, chain: jpeg }',
      'defenses[0].name: Expected a name other than none, the bare classifier, but received it',
    ],
    ['§no/where.json', 'defenses[0]: Expected a preset file but received no/where.json, which is not there'],
    ['jpeg, §jpeg', 'defenses[1]: Expected each name once but received "jpeg" again: give it a name of its own'],
    [
      '{ PD: [{ deflect: { deflections: §1.e+12 } }] }',
      'defenses[0].PD[0].deflect.deflections: Expected an integer from 0 to 10000000 but received 1000000000000',
    ],
    ['§3', 'defenses[0]: Expected a defense: a chain of transforms, a preset file, or a map but received 3'],
  ])('defenses: [%s]', (text, message) => expectOne(`data: a\ndefenses: [${text}]`, message));

  it('is told everything at once, in the order of its lines, but no more than ten things', () => {
    const two = linesOf(
      'repeats: 0\ndefenses: [{ PD: deflct }]\ndata: a\nattacks: [{ igsm: { epsilon: 0, against: PD } }]',
    );
    expect(two.map((line) => line.replace(/^(\S+) (\S+) .*/, '$1 $2'))).toEqual([
      'plan.yaml:1:10: repeats:',
      'plan.yaml:2:18: defenses[0].PD:',
      'plan.yaml:4:30: attacks[0].igsm.epsilon:',
      'plan.yaml:4:33: attacks[0].igsm.against:',
    ]);
    const many = linesOf(`data: a\nattacks: [${'fgsm, '.repeat(30)}]`);
    expect(many).toHaveLength(11);
    expect(many[10]).toBe('and 20 more');
  });

  it('does not complain of what refers to something else that is wrong', () => {
    const lines = linesOf(
      'data: a\ndefenses: [{ PD: deflct }]\nattacks: [{ igsm: { epsilon: 1, adaptive: {}, against: PD } }]',
    );
    expect(lines).toHaveLength(1);
  });
});

describe('the source of an attack', () => {
  it.each([
    ['data: a\nattacks: [{ method: igsm, epsilon: 2, source: §builtin }]', 'builtin'],
    ['data: a\nmodels: [b.onnx]\nattacks: [{ method: igsm, epsilon: 2, source: §b }]', 'b'],
  ])('needs another model to be judged on: %s', (text, name) => {
    const needed = `Expected another model in the plan, to judge adversaries from "${name}", but received none`;
    expectOne(text, `attacks[0].source: ${needed}`);
  });

  it('is no second complaint where that model is wrong', () => {
    const wrong = 'data: a\nmodels: [b.onnx, §{ name: c }]\nattacks: [{ method: igsm, epsilon: 2, source: ';
    for (const source of ['b', 'c']) expectOne(`${wrong}${source} }]`, 'models[1]: Expected source, the name');
  });
});

/** A preset file of a defense of this name. */
const called = (name: string) => formatPreset({ name, chain: [], map: 'none', ensemble: 1, vote: 'majority' });

describe('preset files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plan-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('are defenses', () => {
    const tuned = {
      name: 'tuned',
      chain: [{ transform: 'jpeg', options: { quality: 30 } }],
      map: 'none',
      ensemble: 2,
      vote: 'mean',
    } as const;
    const path = file('tuned.json', formatPreset(tuned, { of: 'anything' }));
    const plan = planFromFile('plan.yaml', new TextEncoder().encode(`data: a\ndefenses: [${JSON.stringify(path)}]`));
    expect(plan.defenses[1]).toEqual(tuned);
  });

  it.each([
    ['of no JSON', 'wrong.json', '{', 'Expected JSON'],
    ['of something else', 'other.json', '{"a":1}', 'Expected "pixel-deflection preset" for the format of the preset'],
    ['that are too large', 'large.json', ' '.repeat(2 ** 20 + 1), 'Expected a preset file of at most 1 MB'],
    ['that call themselves none', 'none.json', called('none'), 'Expected each name once but received "none" again'],
    ['with an escape in the name', 'a.json', called('a\u001b[2J'), 'a.json: name: Expected text without control'],
    ['with a reversed name', 'b.json', called('a\u202eb'), 'b.json: name: Expected text without control characters'],
    ['with a name of two lines', 'c.json', called('a\nb'), 'c.json: name: Expected text without control characters'],
    ['with a long name', 'd.json', called('n'.repeat(101)), 'd.json: name: Expected at most 100 characters but'],
    ['with a name in blanks', 'e.json', called(' a'), 'e.json: name: Expected a name without spaces around it'],
  ])('%s are refused', (_, name, text, message) => {
    const [line] = linesOf(`data: a\ndefenses:\n  - ${JSON.stringify(file(name, text))}`);
    expect(line).toMatch(/^plan\.yaml:3:5: defenses\[0\]: /);
    expect(line).toContain(message);
  });

  it('that are folders are refused', () => {
    const path = join(folder, 'x.json', '..');
    expect(linesOf(`data: a\ndefenses: [${JSON.stringify(`${path}/no.json`)}]`)[0]).toContain('which is not there');
  });
});
