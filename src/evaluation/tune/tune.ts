import { createRandom } from '../../core/random.js';
import type { Engine } from '../engine/engine.js';
import type { DefensePlan, Plan } from '../plan/plan.js';
import { checkDefenses } from '../run/check-defenses.js';
import { refused, RunError } from '../run/errors.js';
import { type PreparedRun, type PrepareOptions, prepareRun } from '../run/prepare.js';
import type { RunOptions } from '../run/run-manifest.js';
import type { Unreadable } from '../shard/shard.js';
import { paretoFront } from '../statistics/pareto.js';
import { compareWithFamily } from './compare.js';
import { comparedFamilies } from './compared.js';
import { bestOf, rungsOf, type Score, survivors } from './halving.js';
import { clean, type Outcomes } from './outcomes.js';
import type { JudgedDefense, RungRecord, TuneResult } from './result.js';
import { runRung } from './rung.js';
import { type Candidate, drawCandidates, type SearchSpace, usualSpace } from './space.js';

export interface TuneOptions extends Pick<PrepareOptions, 'modelsFolder' | 'command' | 'onModel' | 'onPicture'> {
  /** Share of right clean pictures that must stay right, in [0,1]. */
  readonly keepClean: number;
  /** Chains that are tried, the published ones among them. */
  readonly candidates: number;
  /** Names of the transforms to judge beside, of {@link comparedFamilies}. Default: all. */
  readonly against?: readonly string[];
  /** What they are drawn from. Default {@link usualSpace}. */
  readonly space?: SearchSpace;
  /** What does the work, for the pictures of one half. */
  readonly engine: (run: PreparedRun) => Engine;
  readonly signal?: AbortSignal | undefined;
  /** Called for each step: `search 2 of 3`, `judge`. */
  readonly onStep?: (name: string) => void;
  readonly onProgress?: RunOptions['onProgress'];
  readonly onNotice?: RunOptions['onNotice'];
}

/** The run of a tuning that is made first, by its folder: with it `--resume` knows the seed. */
export const firstRun = 'right-search';

/** Pictures in a random order of the seed: each rung has the first ones, in their usual order. */
function firstPictures(images: PreparedRun['manifest']['images'], count: number, seed: bigint) {
  const keyed = images.map((image) => ({ image, key: createRandom(seed, `tune/rung/${image.id}`).next() }));
  const chosen = new Set(
    keyed
      .toSorted((a, b) => a.key - b.key || (a.image.id < b.image.id ? -1 : 1))
      .slice(0, count)
      .map(({ image }) => image.id),
  );
  return images.filter(({ id }) => chosen.has(id));
}

/** Candidates with names: the published ones say so. */
function named(candidates: readonly Candidate[]): DefensePlan[] {
  const width = String(candidates.length).length;
  return candidates.map((candidate, i) => ({ name: `chain ${String(i + 1).padStart(width, '0')}`, ...candidate }));
}

function judged(outcomes: Outcomes, defense: DefensePlan): JudgedDefense {
  const byAttack = Object.fromEntries(outcomes.attacks.map((attack) => [attack, outcomes.share(attack, defense.name)]));
  return {
    defense,
    clean: outcomes.share(clean, defense.name),
    recovered: outcomes.recovered(defense.name),
    byAttack,
  };
}

/**
 * Searches chains of transforms for a classifier and attacks, by successive halving over pictures, and judges what it
 * finds on pictures that the search has not seen, beside the transforms of related work with their own parameters swept.
 * Adversaries are oblivious: they are made on the bare classifier, once.
 *
 * @param plan one model, the attacks, the data; its defenses are left aside
 * @param folder where the runs of the rungs and adversaries are kept; what is there is gone on with
 * @throws RunError, DataError or EngineError, with a message of one line
 */
export async function tune(plan: Plan, folder: string, options: TuneOptions): Promise<TuneResult> {
  const { keepClean, space = usualSpace, engine, signal, onStep, onProgress, onNotice } = options;
  const seed = BigInt(plan.seed);
  const families = comparedFamilies.filter(({ name }) => options.against?.includes(name) ?? true);
  const compared = families.flatMap(({ defenses }) => defenses);
  const prepare = (part: 'tune' | 'judge') => {
    const { modelsFolder, command, onModel, onPicture } = options;
    const halved = { ...plan, data: { ...plan.data, part }, defenses: plan.defenses.slice(0, 1) };
    return prepareRun(halved, { modelsFolder, command, onModel, onPicture, signal, adversaries: true });
  };
  // Both halves are looked at before anything runs.
  const halves = { search: await prepare('tune'), judge: await prepare('judge') };
  const { models } = halves.search.manifest;
  const side = Math.max(models[0].width, models[0].height);
  const windows = space.windows.filter((window) => window <= side);
  const candidates = named(drawCandidates({ ...space, windows }, options.candidates, seed));
  checkDefenses({ defenses: [...candidates, ...compared] }, models[0]);

  const unreadable = new Map<string, Unreadable>();
  const leaveOut = (pictures: readonly Unreadable[]) => {
    for (const each of pictures) unreadable.set(each.image, each);
  };
  for (const { manifest } of Object.values(halves)) leaveOut(manifest.unreadable);

  async function judgeOn(run: PreparedRun, name: string, defenses: readonly DefensePlan[], count: number) {
    const workers = engine(run);
    try {
      const { manifest } = run;
      const images = firstPictures(manifest.images, count, seed);
      const rung = { manifest, defenses, images, engine: workers, signal, onProgress, onNotice };
      const { outcomes, unreadable: failed } = await runRung(folder, name, rung);
      leaveOut(failed);
      if (outcomes.images === 0 && failed.length > 0 && manifest.plan.attacks.length > 0) {
        const [{ image, reason }] = failed;
        throw new RunError(`none of ${images.length} pictures could be judged under every attack: ${image}: ${reason}`);
      }
      return outcomes;
    } finally {
      await workers.dispose();
    }
  }

  /** A half without the pictures that the bare classifier gets wrong: what is measured leaves them out. */
  async function rightOnly(run: PreparedRun, name: string): Promise<PreparedRun> {
    const { manifest } = run;
    onStep?.(`right pictures for the ${name}: ${manifest.images.length} pictures`);
    const unattacked = { ...run, manifest: { ...manifest, plan: { ...manifest.plan, attacks: [] } } };
    const outcomes = await judgeOn(
      unattacked,
      name === 'search' ? firstRun : `right-${name}`,
      [],
      manifest.images.length,
    );
    const images = manifest.images.filter(({ id }) => outcomes.has(id));
    if (images.length === 0) {
      throw refused(
        `the classifier gets none of the ${manifest.images.length} pictures right that are for the ${name}`,
      );
    }
    return { ...run, manifest: { ...manifest, images } };
  }

  const search = await rightOnly(halves.search, 'search');
  const judge = await rightOnly(halves.judge, 'judgement');

  const rungs: RungRecord[] = [];
  let left = candidates;
  let scores: Score[] = [];
  const steps = rungsOf(candidates.length, search.manifest.images.length);
  for (const [i, { pictures }] of steps.entries()) {
    onStep?.(`search ${i + 1} of ${steps.length}: ${left.length} chains, ${pictures} pictures`);
    // oxlint-disable-next-line no-await-in-loop -- a rung needs the one before it
    const outcomes = await judgeOn(search, `search-${i + 1}`, left, pictures);
    scores = left.map(({ name }) => ({
      candidate: candidates.findIndex((each) => each.name === name),
      clean: outcomes.share(clean, name),
      recovered: outcomes.recovered(name),
    }));
    const next = steps[i + 1]?.candidates ?? left.length;
    const kept = survivors(scores, next, keepClean, outcomes.images).map(({ candidate }) => candidates[candidate]);
    rungs.push({
      pictures: outcomes.images,
      scores: scores.map((score) => ({
        defense: candidates[score.candidate].name,
        clean: score.clean,
        recovered: score.recovered,
      })),
      kept: kept.map(({ name }) => name),
    });
    left = kept;
  }
  // Picked before anything is judged: a pick by the judged numbers would flatter them.
  const picked = bestOf(scores, keepClean) ?? scores.toSorted((a, b) => b.clean - a.clean)[0];

  const defenses = [...left, ...compared];
  onStep?.(`judge: ${defenses.length} defenses, ${judge.manifest.images.length} pictures`);
  const outcomes = await judgeOn(judge, 'judge', defenses, judge.manifest.images.length);
  const finalists = left.map((defense): JudgedDefense => {
    const score = scores.find(({ candidate }) => candidates[candidate] === defense)!;
    return { ...judged(outcomes, defense), search: { clean: score.clean, recovered: score.recovered } };
  });
  const chosen = finalists.find(({ defense }) => defense === candidates[picked.candidate])!;
  const { manifest } = judge;
  return {
    format: 'pixel-deflection tuning',
    schema: 1,
    version: manifest.version,
    code: manifest.code,
    command: manifest.command,
    seed: plan.seed,
    keepClean,
    model: { name: manifest.models[0].name, sha256: manifest.models[0].sha256 },
    attacks: outcomes.attacks,
    pictures: { search: rungs.at(-1)!.pictures, judge: outcomes.images },
    unreadable: [...unreadable.values()],
    candidates,
    rungs,
    front: paretoFront(finalists),
    chosen,
    keepsEnough: picked.clean >= keepClean,
    compared: compared.map((defense) => judged(outcomes, defense)),
    comparisons: outcomes.attacks.flatMap((attack) =>
      families.map((family) => compareWithFamily(outcomes, chosen.defense.name, family, attack, seed)),
    ),
  };
}
