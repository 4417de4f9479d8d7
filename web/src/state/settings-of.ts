import type {
  AttackInput,
  AttackName,
  DefenseSettings,
  DeflectionSettings,
  DenoiserSettings,
  ModelInfo,
  Picture,
} from '../worker/protocol.js';
import type { Settings } from './settings.js';

/** Attacks with a budget ε; the others look for the nearest adversary, which is brought to a relative L2. */
const budgeted: ReadonlySet<AttackName> = new Set(['fgsm', 'igsm', 'mi-fgsm', 'pgd', 'apgd-ce', 'square']);
export function hasBudget(method: AttackName): boolean {
  return budgeted.has(method);
}

/** Attacks that take the page's number of steps; the others have their own. */
const stepped: ReadonlySet<AttackName> = new Set(['igsm', 'mi-fgsm', 'pgd', 'apgd-ce']);
export function takesSteps(method: AttackName): boolean {
  return stepped.has(method);
}

/** DeepFool goes to the nearest class, whichever it is. */
export function takesTarget(method: AttackName): boolean {
  return method !== 'deepfool';
}

/** The attack of the settings; a target that the model does not have, or already names, is none. */
export function attackOf(settings: Settings, image: Picture, { classes }: ModelInfo, named: number): AttackInput {
  const { method, epsilon, relativeL2, iterations, target, seed } = settings;
  const aim = takesTarget(method) ? classes.find(({ label }) => label === target)?.index : undefined;
  return {
    image,
    method,
    epsilon,
    relativeL2,
    iterations: takesSteps(method) ? iterations : undefined,
    target: aim === named ? undefined : aim,
    seed,
  };
}

export function deflectionOf({ deflections, window, map, topK, aggregate, seed }: Settings): DeflectionSettings {
  return { deflections, window, map, topK, aggregate, seed };
}

export function denoiserOf({ denoiser, wavelet, shrink, threshold, sigma, ycbcr }: Settings): DenoiserSettings {
  return { denoiser, wavelet, method: shrink, threshold, sigma, ycbcr };
}

export function defenseOf(settings: Settings): DefenseSettings {
  return { ...deflectionOf(settings), ...denoiserOf(settings) };
}
