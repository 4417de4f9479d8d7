import { carliniWagnerPresets } from '../../attacks/carlini-wagner/carlini-wagner.js';
import type { AttackPlan } from './plan.js';

/** What is known of a model before it runs. */
export interface ModelSizeFacts {
  readonly width: number;
  readonly height: number;
  readonly classes: number;
}

/** What one adversary asks of the model that it is made on. */
export interface Cost {
  /** Pictures that the model is asked the class or logits of. */
  readonly forward: number;
  readonly gradients: number;
}

/** Every attack asks for the clean picture, and for the adversary before and after rounding. */
const asked = 3;

/** Steps of DeepFool until another class is named. */
const deepFoolSteps = 5;

/** Points that L-BFGS goes to for each c, of which few are left before five steps gain less than 1 %. */
const lbfgsPoints = 16;

/** Steps of JSMA until another class is named, two gradients each. */
const jsmaSteps = 90;

/** The part of Square's queries that is taken for needed where nothing is defended: it ends at the first that works. */
const squareShare = 0.2;

/** Runs that a rule of scaling other than rescaling takes, at most 12. */
const scalingRuns = 8;

type Options = Readonly<Record<string, unknown>>;

/** Iterations of PGD's presets in L∞. */
const pgdIterations: Readonly<Record<string, number>> = { foolbox: 40, torchattacks: 10 };

/** A whole number among the options, or what it is without. */
function counter(options: Options) {
  return (name: string, usual: number) => (typeof options[name] === 'number' ? options[name] : usual);
}

function carliniWagnerSteps(options: Options): number {
  const count = counter(options);
  const { preset } = options as { readonly preset?: keyof typeof carliniWagnerPresets };
  const published = preset === undefined ? undefined : carliniWagnerPresets[preset];
  const searches = count('binarySearchSteps', published?.binarySearchSteps ?? 5);
  return searches * count('iterations', published?.iterations ?? 200);
}

/** AutoAttack: its first member does on most pictures, where nothing is defended; else all of them. */
function autoAttackCost({ options, knowledge }: AttackPlan, { classes }: ModelSizeFacts): Cost {
  const count = counter(options);
  const steps = count('iterations', 100);
  if (options.version === 'rand') {
    const eot = count('eot', 20);
    return { forward: asked + 2 * eot, gradients: 2 * steps * eot };
  }
  const others = count('targetClasses', Math.min(9, classes - 1));
  const rest = { forward: count('queries', 5000), gradients: 2 * others * steps };
  const share = knowledge === 'adaptive' || options.everyMember === true ? 1 : 0.1;
  return { forward: asked + share * rest.forward, gradients: steps + share * rest.gradients };
}

function methodCost(attack: AttackPlan, facts: ModelSizeFacts): Cost {
  const { method, options, knowledge } = attack;
  const count = counter(options);
  const iterations = (usual: number) => count('iterations', usual);
  const candidates = Math.min(count('candidates', 10), facts.classes) - 1;
  switch (method) {
    case 'fgsm':
      return { forward: asked, gradients: 1 };
    case 'igsm':
    case 'mi-fgsm':
      return { forward: asked, gradients: iterations(10) };
    case 'pgd':
      return {
        forward: asked,
        gradients: iterations(pgdIterations[String(options.preset)] ?? 20) * count('restarts', 1),
      };
    case 'apgd-ce':
    case 'apgd-dlr':
      return { forward: asked, gradients: iterations(100) * count('restarts', 1) };
    case 'square':
      return { forward: asked + count('queries', 5000) * (knowledge === 'adaptive' ? 1 : squareShare), gradients: 0 };
    case 'deepfool':
      return { forward: asked + deepFoolSteps, gradients: candidates * Math.min(deepFoolSteps, iterations(50)) };
    case 'cw':
      return { forward: asked, gradients: carliniWagnerSteps(options) };
    case 'l-bfgs':
      return { forward: asked, gradients: count('binarySearchSteps', 5) * Math.min(lbfgsPoints, iterations(1000)) };
    case 'jsma':
      return { forward: asked, gradients: 2 * jsmaSteps };
    case 'fab':
      return { forward: asked, gradients: iterations(100) * count('restarts', 1) * candidates };
    case 'hop-skip-jump':
      return { forward: count('queries', 5000), gradients: 0 };
    case 'auto-attack':
      return autoAttackCost(attack, facts);
    default:
      // Noise: each picture of it is asked about once.
      return { forward: asked + count('draws', 1), gradients: 0 };
  }
}

/**
 * What one adversary of an attack takes, by its options. Where that depends on the picture it is a guess, which six photos on
 * SqueezeNet gave for DeepFool, L-BFGS and JSMA; C&W is taken to go through all of its iterations, Square through a fifth of
 * its queries, AutoAttack through its first member and a tenth of the others, where nothing is defended.
 */
export function attackCost(attack: AttackPlan, facts: ModelSizeFacts): Cost {
  const { forward, gradients } = methodCost(attack, facts);
  const { scaling } = attack.options;
  const runs = attack.measure === 'relative-l2' && scaling !== undefined && scaling !== 'rescale' ? scalingRuns : 1;
  return { forward: forward * runs, gradients: gradients * runs };
}
