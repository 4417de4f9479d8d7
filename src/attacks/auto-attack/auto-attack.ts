import type { Image } from '../../core/image.js';
import type { Seed } from '../../core/random.js';
import type { Model } from '../../models/model.js';
import { type Flag, observe, raiseFlags } from './flags.js';
import { type Member, type MemberOptions, randMembers, standardMembers } from './members.js';
import { type AutoAttackOptions, type ResolvedAutoAttack, resolveAutoAttack } from './options.js';
import { averagedGradients } from '../averaged-gradients.js';
import { logitsOfAll, predicted } from '../runner/ask.js';
import { AttackError } from '../runner/errors.js';
import { checkModel, classesOf, cleanPictures } from '../runner/inputs.js';
import type { AttackResult, Picture } from '../runner/result.js';

/** What one attack of the ensemble did. */
export interface MemberResults {
  /** `'apgd-ce'`, `'apgd-t'`, `'fab-t'`, `'square'`; or `'apgd-ce'`, `'apgd-dlr'`. */
  readonly name: string;
  /** Results of the pictures that it was given; `picture` is the place among all. */
  readonly results: readonly AttackResult[];
}

/** What {@link autoAttack} gives. */
export interface AutoAttackResult {
  /**
   * The worst case of each picture: the adversary of the first member that fooled the model, else the last one's failure.
   * A picture that the model names wrongly from the start is `skipped`.
   */
  readonly results: AttackResult[];
  /** The same where adversaries are judged as 8-bit files: that of the first member whose one works so. */
  readonly resultsAfterRounding: AttackResult[];
  /** The members that were needed, in their order. */
  readonly members: MemberResults[];
  /** Reasons to doubt the results; none for most undefended classifiers. */
  readonly flags: Flag[];
  /** The seed that was given, or the fresh one. */
  readonly seed: Seed;
}

/** A result of a later call for the same picture: what both took is counted. */
function after(before: AttackResult | undefined, result: AttackResult): AttackResult {
  if (!before) return result;
  return {
    ...result,
    queries: before.queries + result.queries,
    gradients: before.gradients + result.gradients,
    zeroGradients: before.zeroGradients + result.zeroGradients,
  };
}

/** What a member is to attack. */
interface Task {
  readonly model: Model;
  readonly pictures: readonly Picture[];
  readonly logits: readonly Float32Array[];
  readonly labels: readonly number[];
  readonly options: ResolvedAutoAttack;
}

/** Runs a member on some of the pictures, each round on those that the round before left. */
async function runMember({ name, rounds }: Member, given: readonly number[], task: Task): Promise<AttackResult[]> {
  const { model, pictures, logits, labels, options } = task;
  const { norm, epsilon, seed, batchSize, surviveRounding, signal, onProgress } = options;
  const results = new Map<number, AttackResult>();
  let standing = given;
  let done = 0;
  for (const [i, round] of rounds.entries()) {
    if (standing.length === 0) break;
    const places = standing;
    const left: number[] = [];
    const common: MemberOptions = {
      norm,
      epsilon,
      seed,
      batchSize,
      surviveRounding,
      labels: places.map((place) => labels[place]),
      ...(signal ? { signal } : {}),
    };
    const finish = (result: AttackResult) => {
      const place = places[result.picture];
      const whole = after(results.get(place), { ...result, picture: place });
      results.set(place, whole);
      const goesOn = i < rounds.length - 1 && !result.skipped && !works(result, options);
      if (goesOn) left.push(place);
      else onProgress?.({ member: name, done: ++done, total: given.length, result: whole });
    };
    const shown = { images: places.map((place) => pictures[place]), logits: places.map((place) => logits[place]) };
    try {
      // oxlint-disable-next-line no-await-in-loop -- a round attacks what the one before left
      await round({ model, ...shown }, common, finish);
    } catch (error) {
      if (!(error instanceof AttackError)) throw error;
      throw new AttackError(places[error.picture], error.message.slice(error.message.indexOf(':') + 2));
    }
    standing = left.toSorted((a, b) => a - b);
  }
  return given.map((place) => results.get(place)!);
}

/** Whether a result is what is looked for. */
function works(result: AttackResult, { surviveRounding }: ResolvedAutoAttack): boolean {
  return surviveRounding ? result.successAfterRounding : result.success;
}

/** The first result of each picture that works, else its last failure. */
function worstCase(members: readonly MemberResults[], which: 'success' | 'successAfterRounding') {
  const worst: AttackResult[] = [];
  for (const { results } of members) {
    for (const result of results) {
      const before = worst[result.picture];
      if (before === undefined || (!before[which] && !result.skipped)) worst[result.picture] = result;
    }
  }
  return worst;
}

/** Pictures that Square fools and nothing else does. */
function bySquareOnly(members: readonly MemberResults[], options: ResolvedAutoAttack): number {
  const fooled = (list: readonly MemberResults[]) =>
    new Set(list.flatMap(({ results }) => results.filter((one) => works(one, options)).map(({ picture }) => picture)));
  const others = fooled(members.filter(({ name }) => name !== 'square'));
  return [...fooled(members.filter(({ name }) => name === 'square'))].filter((place) => !others.has(place)).length;
}

/**
 * AutoAttack (F. Croce and M. Hein, "Reliable evaluation of adversarial robustness with an ensemble of diverse
 * parameter-free attacks", ICML 2020, arXiv 2003.01690): several attacks, of which each gets what the ones before have
 * left, and the worst case of every picture. Members and settings as in fra31/auto-attack: `'standard'` is APGD on the
 * cross-entropy, APGD on the targeted difference of logits ratio and FAB towards the 9 likeliest other classes, each class
 * in turn, and Square; any class but the label is a success. `'rand'` is the two APGD with gradients averaged over 20
 * draws.
 *
 * The flags are those of its `checks.py`, by what can be seen through a {@link Model}. What differs: FAB keeps the nearest
 * adversary of the class that it is sent to, and what of it lies outside of ε is brought inside and judged again; APGD ends
 * at its first success (`earlyStop`); `'rand'` judges by the mean of the logits.
 *
 * @param model a classifier, or anything with the six members of a `Model`, of at least 4 classes (`'rand'`: 3)
 * @param images RGB pictures at the model's size, samples inside of `model.bounds`; not changed
 * @throws TypeError or RangeError for a wrong argument, before any step; `AttackError` for logits or gradients that are
 *   not finite; the reason of an aborted signal
 */
export async function autoAttack(
  model: Model,
  images: readonly Image[],
  options: AutoAttackOptions = {},
): Promise<AutoAttackResult> {
  checkModel(model);
  const resolved = resolveAutoAttack(options, model);
  const { version, everyMember, seed, eot, signal, batchSize } = resolved;
  const pictures = cleanPictures(images, model);
  const given = classesOf(resolved.labels, 'labels', pictures.length, model.classes);
  if (pictures.length === 0) return { results: [], resultsAfterRounding: [], members: [], flags: [], seed };
  const seen = await observe(model, pictures.slice(0, batchSize), signal);
  const attacked = version === 'rand' ? averagedGradients(model, eot) : model;
  const logits = await logitsOfAll(attacked, pictures, { atOnce: batchSize, signal });
  const labels = given ?? logits.map((row, i) => predicted(row, i));
  const members: MemberResults[] = [];
  let standing: readonly number[] = [...pictures.keys()];
  for (const member of version === 'rand' ? randMembers(resolved) : standardMembers(resolved)) {
    if (standing.length === 0) break;
    // oxlint-disable-next-line no-await-in-loop -- a member gets what the ones before have left
    const results = await runMember(member, standing, { model: attacked, pictures, logits, labels, options: resolved });
    members.push({ name: member.name, results });
    // A model whose answers vary may have named a picture wrongly when this member asked: the next one tries.
    standing = results
      .filter((result) => everyMember || !works(result, resolved))
      .map(({ picture }) => picture)
      .filter((place) => predicted(logits[place], place) === labels[place]);
  }
  const flags = await raiseFlags(
    model,
    seen,
    {
      version,
      crossEntropy: members[0].results,
      bySquareOnly: bySquareOnly(members, resolved),
      pictures: pictures.length,
    },
    signal,
  );
  return {
    results: worstCase(members, resolved.surviveRounding ? 'successAfterRounding' : 'success'),
    resultsAfterRounding: worstCase(members, 'successAfterRounding'),
    members,
    flags,
    seed,
  };
}
