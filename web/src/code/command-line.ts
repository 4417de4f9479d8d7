import { hasBudget } from '../state/settings-of.js';
import { literal, commandOf } from './literals.js';
import type { Origin } from './library-call.js';
import { drawsOf, fileOf, type Subject, windowOf } from './subject.js';

type Words = (string | readonly string[])[];

const program = 'pixel-deflection';

function modelWords({ model, modelName }: Subject): Words {
  if (model.source === 'built-in') return [];
  // Without a folder in front, a file that is called as a model of the catalog would be taken for it.
  return [['--model', model.source === 'file' ? `./${modelName}` : modelName]];
}

/** Flags of the defense; `attack --defended` calls the wavelets' method by another name, as attacks have one. */
function defenseWords(subject: Subject, method = '--method'): Words {
  const { deflections, map, denoiser, wavelet, method: shrink, threshold, sigma, ycbcr } = subject.defense;
  const wavelets: Words = [
    ['--wavelet', wavelet],
    [method, shrink],
    ['--threshold', threshold],
    ['--sigma', String(sigma)],
    ...(ycbcr ? [] : ['--no-ycbcr']),
  ];
  return [
    ['--deflections', String(deflections)],
    ['--window', String(windowOf(subject))],
    ['--map', map],
    ['--denoiser', denoiser],
    ...(denoiser === 'wavelet' ? wavelets : []),
  ];
}

function attackWords({ attack, model }: Subject): Words {
  const { method, epsilon, relativeL2, iterations, target, seed } = attack;
  return [
    ['--method', method],
    hasBudget(method) ? ['--epsilon', String(epsilon)] : ['--relative-l2', String(relativeL2)],
    ...(method === 'fab' ? [['--norm', 'l2']] : []),
    ...(iterations === undefined ? [] : [['--iterations', String(iterations)]]),
    ...(target === undefined ? [] : [['--target', model.classes[target].label]]),
    '--survive-rounding',
    ['--seed', String(seed)],
  ];
}

/** What the command line cannot do of what is set; `undefined` where it can do all of it. */
export function commandLineLacks({ defense, model }: Subject): string | undefined {
  const { map, topK, aggregate } = defense;
  if (map !== 'r-cam') return undefined;
  const five = Math.min(5, model.classes.length);
  if (aggregate !== 'geometric-mean') return `an R-CAM by ${literal(aggregate)}`;
  return Math.min(topK, model.classes.length) === five ? undefined : `an R-CAM over ${topK} classes`;
}

/** Commands that attack the picture, defend it, and print what the classifier says before and after the defense. */
export function defenseCommands(subject: Subject, origin: Origin): string {
  const [clean, adversary] = ['clean', 'adversary'].map((what) => fileOf(subject.stem, what));
  const attack = commandOf([
    program,
    'attack',
    clean,
    ...attackWords(subject),
    ...modelWords(subject),
    ['-o', adversary],
  ]);
  const classify = commandOf([
    program,
    ['classify', clean, adversary],
    '--defend',
    ...defenseWords(subject),
    ['--ensemble', String(drawsOf(subject))],
    ['--seed', String(subject.defense.seed)],
    ...modelWords(subject),
  ]);
  return origin === 'saved' ? `${classify}\n` : `${attack}\n${classify}\n`;
}

/** Commands that attack the whole defense, or the classifier alone, and have seeds judge that the attacker does not know. */
export function adaptiveCommands(subject: Subject, origin: Origin, firstJudge: number): string {
  const { defense, settings, epsilon, stem } = subject;
  const { draws, eot, iterations, knows } = settings;
  const [clean, adaptive] = ['clean', 'adaptive'].map((what) => fileOf(stem, what));
  const steps: Words = [
    ['--method', 'igsm'],
    ['--epsilon', String(epsilon)],
    ['--step', String(epsilon / 4)],
    ['--iterations', String(iterations)],
    ['--seed', String(defense.seed)],
  ];
  const whole = knows ? ['--defended', ['--eot', String(eot)], ...defenseWords(subject, '--defense-method')] : [];
  const attack = commandOf([program, 'attack', clean, ...steps, ...whole, ...modelWords(subject), ['-o', adaptive]]);
  const judge = commandOf([
    program,
    ['classify', adaptive],
    '--defend',
    ...defenseWords(subject),
    ...modelWords(subject),
  ]);
  const loop = `for seed in $(seq ${firstJudge} ${firstJudge + draws - 1}); do
  ${judge.replaceAll('\n', '\n  ')} --seed $seed
done
`;
  return origin === 'saved' ? loop : `${attack}\n${loop}`;
}
