import { attackCatalog } from '../../attacks/catalog.js';
import { isRandom } from '../../defenses/chain/check.js';
import type { AttackPlan, Plan } from '../plan/plan.js';
import type { Manifest } from '../run/manifest.js';
import type { Unreadable } from '../shard/shard.js';
import type { AttackFacts, SummaryOptions } from './options.js';

/** What its plan and the catalog say of an attack. AutoAttack, which is not in the catalog, takes gradients and many steps. */
function factsOf({ name, method, options, control, source, against }: AttackPlan): AttackFacts {
  const about = attackCatalog.find((attack) => attack.about.name === method)?.about;
  const iterations = typeof options.iterations === 'number' ? options.iterations : undefined;
  return {
    name,
    method,
    needs: about?.needs ?? 'gradients',
    // `fgsm` has no option for its one step; others may be told to take just one.
    oneStep: method === 'fgsm' || (about?.kind === 'budget' && about.needs === 'gradients' && iterations === 1),
    ...(iterations !== undefined && { iterations }),
    control: control ?? false,
    ...(source !== undefined && { source }),
    targets: against ?? [],
  };
}

/** What a summary has to know of the attacks of a plan. */
export function attackFacts({ attacks }: Pick<Plan, 'attacks'>): AttackFacts[] {
  return attacks.map(factsOf);
}

/**
 * How many pictures were drawn for a run, and how many of them lack records.
 *
 * @param unreadable all that the run lists: pictures that were never drawn, as no model knows their class, are among them
 */
export function drawnPictures(
  { data, images }: Pick<Manifest, 'data' | 'images'>,
  unreadable: readonly Unreadable[],
): NonNullable<SummaryOptions['pictures']> {
  const { drawn = images.length } = data;
  const ids = new Set(images.map(({ id }) => id));
  const failed = unreadable.filter(({ image }) => ids.has(image)).length;
  return { drawn, unreadable: drawn - images.length + failed };
}

/** The options of a summary of a plan's records. */
export function summaryOptions(plan: Plan, pictures?: SummaryOptions['pictures']): SummaryOptions {
  return {
    models: plan.models.map(({ name }) => name),
    attacks: attackFacts(plan),
    defenses: plan.defenses.map(({ name, chain }) => ({ name, random: isRandom(chain) })),
    ...(pictures && { pictures }),
    seed: BigInt(plan.seed),
  };
}
