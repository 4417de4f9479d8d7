import type { AttackPlan, DefensePlan } from '../plan/plan.js';
import { isRandom } from '../../defenses/chain/check.js';
import { shardKey } from '../shard/key.js';
import type { ImageRef, ModelRef, ShardAttack, ShardJob } from '../shard/shard.js';
import type { Manifest } from './manifest.js';

/** The shards of a run, in the order of records. */
export interface Shards {
  readonly count: number;
  /** Records of all of them, where every picture can be read. */
  readonly records: number;
  /** A shard by its place: made when it is asked for, not held. */
  at(index: number): ShardJob;
  /** Records of one, where every picture can be read. */
  recordsAt(index: number): number;
}

/** What is attacked how, and what is judged then: the shards of one model differ by this and by their pictures. */
interface Condition {
  readonly attack: ShardAttack;
  readonly defenses: readonly DefensePlan[];
  /** Decisions for each picture. */
  readonly decisions: number;
}

/** The shards of one model. */
interface ModelShards {
  readonly model: ModelRef;
  readonly images: readonly ImageRef[];
  readonly conditions: readonly Condition[];
  /** Shards of each condition. */
  readonly chunks: number;
}

const clean: ShardAttack = { name: 'none', knowledge: 'clean', measure: 'none', size: null };

/** A model as shards name it: what else the manifest says of it, no record depends on. */
function modelRef({ name, sha256, card }: ModelRef): ModelRef {
  return { name, sha256, card };
}

function condition(attack: ShardAttack, defenses: readonly DefensePlan[], repeats: number): Condition {
  const decisions = defenses.reduce((sum, { chain }) => sum + (isRandom(chain) ? repeats : 1), 0);
  return { attack, defenses, decisions };
}

/** The attacks of one plan entry on one model: each size, and within it each defense that is aimed at. */
function attackConditions(attack: AttackPlan, model: string, { plan, models }: Manifest): Condition[] {
  // Adversaries that are made on the judged model itself are no transfer.
  if (attack.source === model) return [];
  const source = attack.source === undefined ? undefined : models.find(({ name }) => name === attack.source);
  if (attack.source !== undefined && source === undefined) {
    throw new RangeError(`Expected a model of the plan for the source of ${attack.name}`);
  }
  const targets = attack.against?.map((name) => plan.defenses.find((defense) => defense.name === name)!);
  return attack.sizes.flatMap((size) =>
    (targets ?? [undefined]).map((target) => {
      const { name, knowledge, measure } = attack;
      const about: ShardAttack = {
        name,
        knowledge,
        measure,
        size,
        plan: attack,
        ...(target === undefined ? {} : { target }),
        ...(source === undefined ? {} : { source: modelRef(source) }),
      };
      // Adversaries that were made against one defense are judged with that defense.
      return condition(about, target === undefined ? plan.defenses : [target], plan.repeats);
    }),
  );
}

function modelShards(manifest: Manifest, place: number): ModelShards {
  const { plan, images, models, shardSize } = manifest;
  const model = modelRef(models[place]);
  const known = images.flatMap(({ id, sha256, labels }): ImageRef[] => {
    const label = labels[place];
    return label === null ? [] : [{ id, sha256, label }];
  });
  return {
    model,
    images: known,
    conditions: [
      condition(clean, plan.defenses, plan.repeats),
      ...plan.attacks.flatMap((attack) => attackConditions(attack, model.name, manifest)),
    ],
    chunks: Math.ceil(known.length / shardSize),
  };
}

/**
 * The shards of a run: for each model first the clean pictures, then attack by attack, size by size, for attacks that know
 * defenses target by target, each in chunks of `shardSize` pictures. Pictures whose class a model does not know are left
 * out of its shards.
 *
 * @param simulate in place of computing: see `ShardJob`
 */
export function expand(manifest: Manifest, simulate?: ShardJob['simulate']): Shards {
  const { plan, code, shardSize } = manifest;
  const parts = manifest.models.map((_, place) => modelShards(manifest, place));
  const counts = parts.map(({ conditions, chunks }) => conditions.length * chunks);
  const count = counts.reduce((sum, some) => sum + some, 0);

  function placeOf(index: number) {
    if (!(Number.isInteger(index) && index >= 0 && index < count)) {
      throw new RangeError(`Expected an integer from 0 to ${count - 1} for index but received ${index}`);
    }
    let rest = index;
    const place = counts.findIndex((some) => rest < some || ((rest -= some), false));
    const { model, images, conditions, chunks } = parts[place];
    const first = (rest % chunks) * shardSize;
    return { model, images, first, what: conditions[Math.floor(rest / chunks)] };
  }

  return {
    count,
    records: parts.reduce(
      (sum, { images, conditions }) =>
        sum + images.length * conditions.reduce((all, { decisions }) => all + decisions, 0),
      0,
    ),
    at: (index) => {
      const { model, images, first, what } = placeOf(index);
      const job = {
        format: 'pixel-deflection shard',
        schema: 1,
        index,
        code,
        seed: plan.seed,
        repeats: plan.repeats,
        model,
        attack: what.attack,
        defenses: what.defenses,
        images: images.slice(first, first + shardSize),
        localisation: plan.localisation,
        ...(simulate === undefined ? {} : { simulate }),
      } as const;
      return { ...job, key: shardKey(job) };
    },
    recordsAt: (index) => {
      const { images, first, what } = placeOf(index);
      return what.decisions * Math.min(shardSize, images.length - first);
    },
  };
}
