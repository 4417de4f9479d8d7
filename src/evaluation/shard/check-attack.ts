import { attackCatalog } from '../../attacks/index.js';
import { boolean, integer, number, oneOf, outOfRange } from '../../core/checks.js';
import { checkChain, hasStep } from '../../defenses/chain/check.js';
import { mapKinds, votes, waveletGradients } from '../../pipeline/index.js';
import type { AttackPlan } from '../plan/plan.js';
import { knowledges, measures } from '../records/format.js';
import { checkModelRef } from './check-model.js';
import { type Check, fields, list, planName, plainOptions } from './job-fields.js';
import type { ShardAttack } from './shard.js';

/** Names of the attacks that a plan can have. */
export const attackMethods: readonly string[] = [...attackCatalog.map(({ about }) => about.name), 'auto-attack'];

/** Options of attacks that follow from the plan, the picture or the shard. */
export const suppliedOptions: readonly string[] =
  'labels targets batchSize seed epsilon epsilons unit relativeL2 onProgress signal'.split(' ');

/** A chain by its own checks, after it is known to be plain data of no great size. */
const chain: Check = (value, name) => {
  list(value, name, 0, 100, plainOptions);
  checkChain(value, name);
};

/** Checks a defense of a job. */
export const checkDefense: Check = (value, name) =>
  fields(
    value,
    name,
    {
      name: planName,
      chain,
      map: (map, field) => oneOf(map, field, mapKinds),
      ensemble: (count, field) => integer(count, field, 1, 1000),
      vote: (vote, field) => oneOf(vote, field, votes),
    },
    { topK: (count, field) => integer(count, field, 1, 100_000) },
  );

const attackOptions: Check = (value, name) => {
  plainOptions(value, name);
  const supplied = suppliedOptions.find((key) => Object.hasOwn(value as object, key));
  if (supplied !== undefined) throw outOfRange('only options that the shard does not set', name, supplied);
};

const size: Check = (value, name) => {
  if (value === null) return;
  if (number(value, name, 0) === 0) throw outOfRange('a number above 0', name, value);
};

const plan: Check = (value, name) =>
  fields(
    value,
    name,
    {
      name: planName,
      method: (method, field) => oneOf(method, field, attackMethods),
      knowledge: (knowledge, field) => oneOf(knowledge, field, knowledges.slice(1)),
      measure: (measure, field) => oneOf(measure, field, measures.slice(1)),
      sizes: (sizes, field) => list(sizes, field, 1, 1000, size),
      options: attackOptions,
    },
    {
      source: planName,
      against: (names, field) => list(names, field, 1, 1000, planName),
      adaptive: (options, field) =>
        fields(
          options,
          field,
          {},
          {
            draws: (count, each) => integer(count, each, 1, 1000),
            wavelet: (gradient, each) => oneOf(gradient, each, waveletGradients),
            map: (map, each) => oneOf(map, each, ['recomputed', 'held']),
          },
        ),
      control: boolean,
    },
  );

/** Whether the parts of an attack belong together. */
function checkParts({ name, knowledge, measure, size, plan, target, source }: ShardAttack, place: string): void {
  if (knowledge === 'clean') {
    const extra = plan ?? target ?? source;
    if (extra !== undefined) throw outOfRange('no plan, target or source for clean pictures', place, extra);
    if (measure !== 'none' || size !== null) throw outOfRange('no size for clean pictures', place, size ?? measure);
    return;
  }
  if (plan === undefined) throw outOfRange('a plan of the attack', `${place}.plan`, plan);
  for (const [field, expected, given] of [
    ['name', plan.name, name],
    ['knowledge', plan.knowledge, knowledge],
    ['measure', plan.measure, measure],
  ]) {
    if (given !== expected) throw outOfRange(`the ${field} of its plan, '${expected}',`, `${place}.${field}`, given);
  }
  if (!plan.sizes.includes(size)) throw outOfRange('one of the sizes of its plan', `${place}.size`, size);
  if ((measure === 'natural') !== (size === null))
    throw outOfRange(`a size that fits '${measure}'`, `${place}.size`, size);
  checkKnowledge({ knowledge, target, source, plan }, place);
}

function checkKnowledge(
  { knowledge, target, source, plan }: Pick<ShardAttack, 'knowledge' | 'target' | 'source'> & { plan: AttackPlan },
  place: string,
): void {
  if (knowledge === 'oblivious' && target !== undefined) {
    throw outOfRange('no target for an attack that ignores the defense', `${place}.target`, target.name);
  }
  if (knowledge !== 'oblivious' && target === undefined) {
    throw outOfRange('the defense that is attacked', `${place}.target`, target);
  }
  if (knowledge === 'gray-box' && !hasStep(target!.chain, 'deflect')) {
    throw outOfRange(
      'a defense that deflects, of which a gray-box attack has one draw,',
      `${place}.target`,
      target!.name,
    );
  }
  if ((plan.source === undefined) !== (source === undefined) || plan.source !== source?.name) {
    throw outOfRange(`the source of its plan, ${plan.source ?? 'none'},`, `${place}.source`, source?.name);
  }
}

/** Checks the attack of a job. */
export const checkAttack: Check = (value, name) => {
  fields(
    value,
    name,
    {
      name: planName,
      knowledge: (knowledge, field) => oneOf(knowledge, field, knowledges),
      measure: (measure, field) => oneOf(measure, field, measures),
      size,
    },
    { plan, target: checkDefense, source: checkModelRef },
  );
  checkParts(value as ShardAttack, name);
};
