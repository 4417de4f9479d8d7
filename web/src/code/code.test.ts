import { describe, expect, it } from 'vitest';
import { attackCatalog } from '../../../src/attacks/catalog.js';
import * as attacks from '../../../src/attacks/index.js';
import { attackNames } from '../state/settings.js';
import type { AttackInput, AttackOutcome, DefenseSettings } from '../worker/protocol.js';
import { attackCalls, attackOptions } from './attack-calls.js';
import { adaptiveCommands, commandLineLacks, defenseCommands } from './command-line.js';
import { defenseLines } from './expected.js';
import { adaptiveProgram, defenseProgram } from './library-call.js';
import { commandOf, literal, shellWord } from './literals.js';
import { shownDrawOf, stemOf, type Subject } from './subject.js';

const defense: DefenseSettings = {
  deflections: 200,
  window: 64,
  map: 'r-cam',
  topK: 5,
  aggregate: 'geometric-mean',
  seed: 7,
  denoiser: 'wavelet',
  wavelet: 'db2',
  method: 'VisuShrink',
  threshold: 'hard',
  sigma: 0.05,
  ycbcr: false,
};

const classes = ['n1', 'n2', 'n3'].map((label, index) => ({ label, index, name: `class ${index}` }));

const subject: Subject = {
  model: { name: 'own', source: 'file', width: 32, height: 24, classes },
  modelName: "it's mine.onnx",
  stem: 'photo',
  attack: { method: 'pgd', epsilon: 2, relativeL2: 0.03, iterations: 4, target: 2, seed: 7 },
  defense,
  settings: { draw: 0, draws: 3, eot: 2, iterations: 4, knows: true },
  epsilon: 8,
};

const scores = (...probabilities: number[]) => ({ top: [], probabilities: Float64Array.from(probabilities) });

const of = (input: Partial<AttackInput>) => attackOptions({ ...subject.attack, ...input });

describe('attacks', () => {
  it.each(attackNames)('%s is called as the library has it', (name) => {
    const { run, random } = attackCalls[name];
    const found = attackCatalog.find(({ about }) => about.name === name)!;
    expect((attacks as Record<string, unknown>)[run]).toBe(found);
    expect(random).toBe(found.about.random);
  });

  it('have the options that the page uses', () => {
    expect(of({})).toEqual({ epsilon: 2, iterations: 4, seed: 7, surviveRounding: true });
    expect(of({ method: 'fab', iterations: undefined })).toEqual({
      relativeL2: 0.03,
      norm: 'l2',
      seed: 7,
      surviveRounding: true,
    });
  });
});

describe('programs', () => {
  it('name model, classes and files, and bring sizes into the model’s', () => {
    const text = defenseProgram(subject, 'made');
    expect(text).toContain("loadClassifier('it\\'s mine.onnx')");
    expect(text).toContain('await pgd(classifier, [clean], {');
    expect(text).toContain("targets: [classifier.labels.findIndex(({ id }) => id === 'n3')]");
    expect(text).toContain('window: 32,');
    expect(text).toContain('topK: 3,');
    expect(text).toContain("writeImage('photo-adversary.png', adversary)");
    expect(defenseProgram(subject, 'saved')).not.toContain('pgd');
  });

  it('have no map options without an R-CAM, and one draw without a deflection', () => {
    const text = defenseProgram({ ...subject, defense: { ...defense, map: 'none', deflections: 0 } }, 'made');
    expect(text).not.toContain('topK');
    expect(text).toContain('ensemble: 1,');
    expect(defenseProgram({ ...subject, defense: { ...defense, denoiser: 'tv' } }, 'made')).not.toContain(
      'denoiserOptions',
    );
  });

  it('print the draw that is shown, where it is another one than the first', () => {
    const seventh = { ...subject, settings: { ...subject.settings, draw: 7 } };
    const text = defenseProgram(seventh, 'saved');
    expect(text).toContain('  ensemble: 3,\n');
    expect(text).toContain('  ensemble: 8,\n');
    expect(text).toContain("await show('adversary, draw 7', classifier, (await drawing.draws(adversary))[7]);");
    expect(defenseProgram(subject, 'saved')).not.toContain('drawing');
    const still = { ...seventh, defense: { ...defense, deflections: 0 } };
    expect([seventh, subject, still].map(shownDrawOf)).toEqual([7, undefined, undefined]);
    expect(defenseProgram(still, 'saved')).not.toContain('drawing');
  });

  it('have the numbers of the page beside them, as far as they are there', () => {
    const [label, rival] = classes;
    const attack = { label, rival, scores: scores(0.2, 0.7, 0.1) } as unknown as AttackOutcome;
    const bare = ['clean: class 0 90.000 %, class 1 6.000 %', 'adversary: class 0 20.000 %, class 1 70.000 %'];
    expect(defenseLines(scores(0.9, 0.06, 0.04), attack, undefined)).toEqual(bare);
    expect(
      defenseLines(scores(0.9, 0.06, 0.04), attack, undefined, { draw: 7, scores: scores(0.5, 0.25, 0.25) }),
    ).toEqual([...bare, 'adversary, draw 7: class 0 50.000 %, class 1 25.000 %']);
  });

  it('attack the classifier alone for who does not know the defense', () => {
    const ignoring = { ...subject, settings: { ...subject.settings, knows: false } };
    expect(adaptiveProgram(ignoring, 'made', 1007)).toContain('igsm(classifier, [clean]');
    expect(adaptiveProgram(subject, 'made', 1007)).toContain('adaptive({ draws: 2, seed: 7 })');
    expect(adaptiveCommands(ignoring, 'made', 1007)).not.toContain('--defended');
  });
});

describe('commands', () => {
  it('quote what a shell would take apart', () => {
    expect(['plain-1.png', "it's", '$(x)', ''].map(shellWord)).toEqual(['plain-1.png', `'it'\\''s'`, "'$(x)'", "''"]);
    expect(defenseCommands(subject, 'made')).toContain(`--model './it'\\''s mine.onnx'`);
    expect(literal({ a: ["it's", 1], b: true })).toBe("{ a: ['it\\'s', 1], b: true }");
    expect(commandOf(['a', 'b'.repeat(120), ['-o', 'c']])).toBe(`a \\\n  ${'b'.repeat(120)} \\\n  -o c`);
  });

  it('say what they lack', () => {
    expect(commandLineLacks(subject)).toBeUndefined();
    expect(commandLineLacks({ ...subject, defense: { ...defense, aggregate: 'exponential' } })).toContain(
      'exponential',
    );
    expect(commandLineLacks({ ...subject, defense: { ...defense, topK: 2 } })).toBe('an R-CAM over 2 classes');
    expect(commandLineLacks({ ...subject, defense: { ...defense, topK: 2, map: 'cam' } })).toBeUndefined();
  });
});

it('names of pictures become names of files', () => {
  expect(['bell pepper', '../a b.JPG', '---', 'Zoë’s cat.png'].map(stemOf)).toEqual([
    'bell-pepper',
    'a-b',
    'picture',
    'Zoë-s-cat',
  ]);
});
