import { attackCatalog } from '../../attacks/catalog.js';
import { resolveAutoAttack } from '../../attacks/auto-attack/options.js';
import type { AttackAbout } from '../../attacks/index.js';
import { anyModel } from '../../attacks/runner/any-model.js';

/** What a plan has to know of an attack. */
export interface PlanMethod {
  readonly name: string;
  readonly kind: AttackAbout['kind'];
  /** What its sizes are measured by, the default first. */
  readonly norms: AttackAbout['norms'];
  /** Names of all options that a plan may set, which may depend on what is set. */
  readonly options: (given: Readonly<Record<string, unknown>>) => readonly string[];
  /** Whether a relative L2 can be asked for: of smallest adversaries by the attack, of some others by the evaluation. */
  readonly relative: boolean;
  /** Noise, which knows nothing of the model. */
  readonly control: boolean;
  /** @throws TypeError or RangeError for what the attack itself refuses */
  readonly check: (options: object) => void;
}

const controls = new Set(['gaussian-noise', 'uniform-noise']);

/**
 * Attacks with a budget that the evaluation brings to a relative L2: it gives each picture the ε that reaches as far, and
 * makes what comes out exactly as long. One that ends within the budget, or looks for more, would be another attack then.
 */
const broughtTo = new Set(['fgsm', 'igsm', 'mi-fgsm', 'pgd', ...controls]);

const ofCatalog = attackCatalog.map(({ about, check }): PlanMethod => {
  const { name, kind, norms, presets } = about;
  const options = [
    // Pictures to start from cannot be written in a plan.
    ...about.options.filter((option) => option !== 'starts'),
    ...(presets.length > 0 ? ['preset'] : []),
    ...(norms.length > 1 ? ['norm'] : []),
    ...(kind === 'minimum' ? ['scaling'] : []),
    'surviveRounding',
    'earlyStop',
  ];
  return {
    name,
    kind,
    norms,
    options: () => options,
    relative: kind === 'minimum' || broughtTo.has(name),
    control: controls.has(name),
    check: (given) => check(given),
  };
});

const autoAttackOptions = ['version', 'norm', 'iterations', 'everyMember', 'surviveRounding', 'earlyStop'];

const autoAttack: PlanMethod = {
  name: 'auto-attack',
  kind: 'budget',
  norms: ['linf', 'l2'],
  options: ({ version }) => [...autoAttackOptions, ...(version === 'rand' ? ['eot'] : ['queries', 'targetClasses'])],
  relative: false,
  control: false,
  check: (given) => void resolveAutoAttack(given, anyModel),
};

/** All attacks of plans by their names. */
export const planMethods: ReadonlyMap<string, PlanMethod> = new Map(
  [...ofCatalog, autoAttack].map((method) => [method.name, method]),
);

/** `miFgsm`, `MI-FGSM` and `mi_fgsm` are one name. */
function spelling(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ &]/g, '');
}

/** Other names of attacks, as they are spelt in papers and in the library. */
const otherNames: readonly [string, string][] = [
  ['bim', 'igsm'],
  ['carliniwagner', 'cw'],
];

const spelt = new Map([...[...planMethods.keys()].map((name) => [spelling(name), name] as const), ...otherNames]);

/** The attack that a name means. */
export function planMethod(name: string): PlanMethod | undefined {
  return planMethods.get(spelt.get(spelling(name)) ?? '');
}

/** What can be typed for an attack: for the nearest to what was. */
export const methodNames: readonly string[] = [...planMethods.keys(), 'carlini-wagner'];

/** Options that the evaluation sets itself, and why a plan does not. */
export const runnerOptions: Readonly<Record<string, string>> = {
  labels: 'the evaluation gives each picture its true class',
  label: 'the evaluation gives each picture its true class',
  targets: 'the evaluation judges by the true class, attacks are untargeted',
  target: 'the evaluation judges by the true class, attacks are untargeted',
  starts: 'pictures to begin at cannot be written in a plan',
  batchSize: 'pictures are attacked one at a time, so that no record depends on its neighbours',
  onProgress: 'the evaluation shows its own progress',
  signal: 'the evaluation stops attacks itself',
  seed: 'every attack draws from the seed of the plan',
  epsilons: 'write a list for epsilon',
  unit: 'lengths of a plan are levels of 0…255',
};
