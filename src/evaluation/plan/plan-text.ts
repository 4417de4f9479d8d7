import { oneLine } from '../../core/one-line.js';
import { isRandom } from '../../defenses/chain/check.js';
import type { AttackPlan, Plan } from './plan.js';
import type { PlanSize } from './size.js';

/** Names of a list that are shown at most. */
const mostNames = 12;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).join(' · ');
  return names.length > mostNames ? `${shown} and ${names.length - mostNames} more` : shown;
}

const units = { linf: 'ε', l2: 'L2', 'relative-l2': 'relative L2', natural: '' } as const;

function attackText({ name, measure, sizes, knowledge, against, control }: AttackPlan): string {
  const size = measure === 'natural' ? '' : ` ${units[measure]} ${sizes.join(', ')}`;
  const known = knowledge === 'oblivious' || name.includes(knowledge) ? '' : ` (${knowledge})`;
  const target =
    against === undefined ? '' : ` against ${against.length} ${against.length === 1 ? 'defense' : 'defenses'}`;
  return `${name}${size}${known}${target}${control ? ' (control)' : ''}`;
}

function count(value: number, one: string, many = `${one}s`): string {
  return `${Math.round(value).toLocaleString('en-US')} ${value === 1 ? one : many}`;
}

/** `about 40 seconds`, `about 3 hours`: to two digits, which is more than an estimate knows. */
export function durationText(seconds: number): string {
  const steps: readonly [number, string][] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  const [length, unit] = steps.find(([each]) => seconds >= 1.5 * each) ?? steps[3];
  const value = Math.max(1, Number((seconds / length).toPrecision(seconds / length < 10 ? 1 : 2)));
  return `about ${count(value, unit)}`;
}

function defensesText({ defenses, repeats }: Plan): string {
  const drawn = repeats > 1 && defenses.some(({ chain }) => isRandom(chain));
  return `${listed(defenses.map(({ name }) => name))}${drawn ? `; each random one decides ${repeats} times` : ''}`;
}

/**
 * What is shown of a plan before it runs: what is compared, how much that is and how long it takes.
 * @param seconds an estimate; undefined where there is none
 * @param workers processes that share the work, where that is to be said
 * @returns lines, safe to print
 */
export function planText(plan: Plan, size: PlanSize, seconds?: number, workers?: number): string[] {
  const { data, models, attacks, localisation } = plan;
  const shared = workers === undefined ? '' : ` with ${count(workers, 'worker')}`;
  const lines = [
    plan.name,
    `  pictures  ${count(size.images, 'picture')} of ${data.path}, seed ${plan.seed}`,
    `  models    ${listed(models.map(({ name }) => name))}`,
    `  attacks   ${attacks.length === 0 ? 'none: clean pictures only' : listed(attacks.map(attackText))}`,
    `  defenses  ${defensesText(plan)}`,
    `  work      ${count(size.records, 'record')} of ${count(size.adversaries, 'adversary', 'adversaries')}: ` +
      `${count(size.forward, 'run')} of classifiers, ${count(size.gradients, 'gradient')}`,
    ...(localisation ? ['  places    of objects and perturbations are recorded'] : []),
    ...(seconds === undefined ? [] : [`  time      ${durationText(seconds)}${shared}`]),
  ];
  return lines.map(oneLine);
}
