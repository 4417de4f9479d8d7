import { stringify } from 'yaml';
import { formatChain } from '../../defenses/chain/text.js';
import type { AttackPlan, DefensePlan, Plan } from './plan.js';

/** The fields of an attack as a plan of YAML has them. */
function attackFields({ name, method, knowledge, measure, sizes, options, source, against, adaptive }: AttackPlan) {
  const size = measure === 'natural' ? {} : { [measure === 'relative-l2' ? 'relativeL2' : 'epsilon']: sizes };
  return {
    name,
    method,
    ...size,
    ...options,
    ...(source === undefined ? {} : { source }),
    ...(knowledge === 'oblivious' ? {} : { knowledge }),
    ...(against === undefined ? {} : { against }),
    ...(adaptive === undefined ? {} : { adaptive }),
  };
}

/** The fields of a defense, those left out that have their defaults. */
function defenseFields({ name, chain, map, ensemble, vote, topK }: DefensePlan) {
  return {
    name,
    chain: formatChain(chain),
    ...(map === 'none' ? {} : { map }),
    ...(ensemble === 1 ? {} : { ensemble }),
    ...(vote === 'majority' ? {} : { vote }),
    ...(topK === undefined ? {} : { topK }),
  };
}

/** A plan as YAML, from which `planFromFile` makes it again. */
export function planToYaml({ name, seed, repeats, data, models, attacks, defenses, localisation }: Plan): string {
  const { path, limit, part } = data;
  const where = { path, ...(limit === undefined ? {} : { limit }), ...(part === undefined ? {} : { part }) };
  const fields = {
    name,
    seed: BigInt(seed),
    repeats,
    data: where,
    models,
    attacks: attacks.map(attackFields),
    defenses: defenses.slice(1).map(defenseFields),
    localisation,
  };
  return stringify(fields, { lineWidth: 0, aliasDuplicateObjects: false });
}
