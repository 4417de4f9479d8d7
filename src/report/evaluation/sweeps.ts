import type { DefensePlan } from '../../evaluation/plan/plan.js';

/** Defenses that are alike but for two numbers. */
export interface Sweep {
  /** What they have in common, where other sweeps differ in it. */
  readonly title: string;
  /** The two options, as `deflect deflections`. */
  readonly x: string;
  readonly y: string;
  readonly cells: readonly { readonly x: number; readonly y: number; readonly defense: string }[];
}

/** A defense as names and values, by the place and the name of its transforms. */
type Traits = ReadonlyMap<string, unknown>;

function traitsOf({ chain, map, ensemble, vote }: DefensePlan): Traits {
  const own: [string, unknown][] = [
    ['map', map],
    ['ensemble', ensemble],
    // With one draw there is nothing to vote on.
    ['vote', ensemble === 1 ? undefined : vote],
    ['chain', chain.map(({ transform }) => transform).join(' + ')],
  ];
  const names = chain.map(({ transform }) => transform);
  const options = chain.flatMap(({ transform, options }, i) => {
    const again =
      names.indexOf(transform) === i ? '' : ` ${names.slice(0, i + 1).filter((name) => name === transform).length}`;
    return Object.entries(options).map(([name, value]): [string, unknown] => [`${transform}${again} ${name}`, value]);
  });
  return new Map([...own, ...options]);
}

function without(traits: Traits, keys: readonly string[]): string {
  return JSON.stringify([...traits].filter(([key]) => !keys.includes(key)));
}

/** Fewest values along each side of a heat map. */
const fewest = 2;

interface Candidate {
  readonly keys: readonly [string, string];
  readonly members: readonly { readonly plan: DefensePlan; readonly traits: Traits }[];
}

/** All groups that differ in nothing but two given numbers. */
function groupsOf(members: Candidate['members'], keys: readonly [string, string]): Candidate[] {
  const groups = new Map<string, Candidate['members'][number][]>();
  for (const member of members) {
    if (!keys.every((key) => typeof member.traits.get(key) === 'number')) continue;
    const key = without(member.traits, keys);
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return [...groups.values()]
    .map((group) => dense(group, keys))
    .filter((group) => group.length >= fewest * fewest)
    .map((group) => ({ keys, members: group }));
}

/** Without the members that stand alone in their row or column: they would make a heat map of holes. */
function dense(members: Candidate['members'], keys: readonly [string, string]): Candidate['members'] {
  const alike = (key: string, value: unknown) => members.filter(({ traits }) => traits.get(key) === value).length;
  const kept = members.filter(({ traits }) => keys.every((key) => alike(key, traits.get(key)) >= fewest));
  return kept.length === members.length ? kept : dense(kept, keys);
}

/** What sets a sweep apart from others over the same options: `deflect window 10`. */
function titleOf({ keys, members }: Candidate, all: readonly Candidate[]): string {
  const rivals = all.filter((other) => other.keys.join() === keys.join());
  return [...members[0].traits]
    .filter(([key]) => !keys.includes(key))
    .filter(([key, value]) => rivals.some((other) => other.members[0].traits.get(key) !== value))
    .map(([key, value]) => (key === 'chain' ? String(value) : `${key} ${String(value ?? 'default')}`))
    .join(', ');
}

/**
 * Finds the defenses of a plan that make a grid: alike but for exactly two numbers. Each defense is in one sweep at most,
 * and larger sweeps come first.
 */
export function findSweeps(defenses: readonly DefensePlan[]): Sweep[] {
  const members = defenses.map((plan) => ({ plan, traits: traitsOf(plan) }));
  const numeric = [
    ...new Set(
      members.flatMap(({ traits }) => [...traits].filter(([, value]) => typeof value === 'number').map(([key]) => key)),
    ),
  ];
  // What is the same everywhere spans no side.
  const varying = numeric.filter((key) => new Set(members.map(({ traits }) => traits.get(key))).size > 1);
  const candidates = varying.flatMap((x, i) => varying.slice(i + 1).flatMap((y) => groupsOf(members, [x, y])));
  const taken = new Set<DefensePlan>();
  const found: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.members.length - a.members.length)) {
    if (candidate.members.some(({ plan }) => taken.has(plan))) continue;
    for (const { plan } of candidate.members) taken.add(plan);
    found.push(candidate);
  }
  return found.map((candidate) => {
    const [x, y] = candidate.keys;
    return {
      title: titleOf(candidate, found),
      x,
      y,
      cells: candidate.members.map(({ plan, traits }) => ({
        x: traits.get(x) as number,
        y: traits.get(y) as number,
        defense: plan.name,
      })),
    };
  });
}
