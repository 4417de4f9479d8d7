import { attackCatalog } from '../../attacks/catalog.js';
import type { AttackAbout, AttackFunction, AttackResult } from '../../attacks/index.js';
import { oneLine } from '../../core/one-line.js';
import { UsageError } from '../errors.js';
import { nearestNames } from '../../core/nearest.js';
import { autoAttacks } from './auto-attack.js';
import type { Method, MethodResult } from './method.js';

function alone(results: readonly AttackResult[]): MethodResult[] {
  return results.map((result) => ({ result }));
}

function single(attack: AttackFunction): Method {
  return {
    about: attack.about,
    run: async (model, images, { epsilons, ...options }) => {
      if (epsilons === undefined) return [alone(await attack(model, images, options))];
      return (await attack(model, images, { ...options, epsilons })).map(alone);
    },
  };
}

/** All attacks by their names. */
export const methods: ReadonlyMap<string, Method> = new Map(
  [...attackCatalog.map(single), ...autoAttacks].map((method) => [method.about.name, method]),
);

/** The names of all attacks of a kind. */
export function namesWhere(holds: (about: AttackAbout) => boolean): string {
  return [...methods.values()].flatMap(({ about }) => (holds(about) ? [about.name] : [])).join(', ');
}

/** Names that an unknown one may have meant: of attacks that are called so, or have it in their title. */
function likely(typed: string): string[] {
  const word = typed.toLowerCase();
  const near = nearestNames(word, [...methods.keys()]);
  const titled = [...methods.values()].flatMap(({ about }) =>
    word.length > 2 && about.title.toLowerCase().includes(word) ? [about.name] : [],
  );
  return near.length > 0 ? near : titled;
}

/** The attack of a name. */
export function methodOf(typed: string | boolean | undefined): Method {
  const all = '"pixel-deflection attack --list" explains them';
  if (typed === undefined) {
    throw new UsageError(`Expected the name of an attack for --method but received none: ${all}`);
  }
  const name = String(typed);
  const method = methods.get(name);
  if (method !== undefined) return method;
  const near = likely(name);
  const advice = near.length === 0 ? all : `did you mean ${near.join(' or ')}?`;
  throw new UsageError(
    `Expected the name of an attack for --method but received ${oneLine(JSON.stringify(name))}: ${advice}`,
  );
}
