import { autoAttack } from '../../attacks/auto-attack/auto-attack.js';
import type { AutoAttackOptions } from '../../attacks/auto-attack/options.js';
import type { AttackAbout } from '../../attacks/index.js';
import type { Model } from '../../models/index.js';
import type { Method, MethodResult } from './method.js';
import type { EnsembleFacts } from './task.js';

/** What is known of AutoAttack, as of the attacks of the catalogue. */
const about = {
  paper: 'Croce and Hein, 2020, arXiv 2003.01690',
  kind: 'budget',
  norms: ['linf', 'l2'],
  needs: 'gradients',
  targeted: false,
  random: true,
  presets: [],
} as const;

async function run(model: Model, images: Parameters<Method['run']>[1], options: AutoAttackOptions) {
  const { resultsAfterRounding, members, flags } = await autoAttack(model, images, options);
  return resultsAfterRounding.map((result, picture): MethodResult => {
    const facts: EnsembleFacts = {
      members: members.flatMap(({ name, results }) =>
        results
          .filter((each) => each.picture === picture)
          .map(({ success, successAfterRounding, queries, gradients }) => {
            return { name, success, successAfterRounding, queries, gradients };
          }),
      ),
      flags,
    };
    return { result, ensemble: facts };
  });
}

/** A version of AutoAttack as a method of the command line. */
function version(named: Pick<AttackAbout, 'name' | 'title' | 'options'>, fixed: AutoAttackOptions): Method {
  return {
    about: { ...about, ...named },
    run: async (model, images, { epsilons, ...options }) => {
      const budgets: readonly (number | undefined)[] = epsilons ?? [undefined];
      const all: MethodResult[][] = [];
      for (const epsilon of budgets) {
        // oxlint-disable-next-line no-await-in-loop -- one session runs one picture after the other
        all.push(await run(model, images, { ...options, ...fixed, ...(epsilon !== undefined && { epsilon }) }));
      }
      return all;
    },
  };
}

/** AutoAttack in its two versions. Draws of a defense are taken behind every gradient already: `rand` averages no more. */
export const autoAttacks: readonly Method[] = [
  version(
    {
      name: 'auto-attack',
      title: 'AutoAttack: APGD-CE, APGD-T, FAB-T, Square',
      options: ['iterations', 'queries', 'targetClasses', 'everyMember'],
    },
    { version: 'standard' },
  ),
  version(
    {
      name: 'auto-attack-rand',
      title: 'AutoAttack (rand): APGD-CE, APGD-DLR',
      options: ['iterations', 'everyMember'],
    },
    { version: 'rand', eot: 1 },
  ),
];
