import { hasBudget } from '../state/settings-of.js';
import type { AttackInput, AttackName } from '../worker/protocol.js';

/** An attack's function in the library, and whether it draws random numbers. */
interface Call {
  readonly run: string;
  readonly random: boolean;
}

export const attackCalls: Readonly<Record<AttackName, Call>> = {
  fgsm: { run: 'fgsm', random: false },
  igsm: { run: 'igsm', random: false },
  'mi-fgsm': { run: 'miFgsm', random: false },
  pgd: { run: 'pgd', random: true },
  'apgd-ce': { run: 'apgdCe', random: true },
  square: { run: 'square', random: true },
  deepfool: { run: 'deepFool', random: false },
  cw: { run: 'carliniWagner', random: false },
  'l-bfgs': { run: 'lbfgs', random: true },
  jsma: { run: 'jsma', random: true },
  fab: { run: 'fab', random: true },
};

/** Options of an attack, by the names of the library; `target` is not among them, as it has to be looked up. */
export function attackOptions(input: Omit<AttackInput, 'image'>): Record<string, number | boolean | string> {
  const { method, epsilon, relativeL2, iterations, seed } = input;
  return {
    ...(hasBudget(method) ? { epsilon } : { relativeL2 }),
    ...(method === 'fab' && { norm: 'l2' }),
    ...(iterations !== undefined && { iterations }),
    ...(attackCalls[method].random && { seed }),
    surviveRounding: true,
  };
}
