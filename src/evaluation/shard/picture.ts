import { measure } from '../../attacks/runner/result.js';
import type { FullImage } from '../../core/image.js';
import { readImage } from '../../io/index.js';
import type { Classifier } from '../../models/index.js';
import { areNumbered } from '../../models/numbered-labels.js';
import { recordLine } from '../records/format.js';
import { type MadeFacts, recordSchema } from '../records/record.js';
import { type Adversary, makeAdversary } from './adversary.js';
import type { AdversaryStore } from './adversary-store.js';
import { attackedModel } from './attacker.js';
import type { Patches } from './defended.js';
import { PictureProblem } from './errors.js';
import { decide, type Judge } from './judge.js';
import { canonicalJson, sha256Of } from './key.js';
import { localise } from './localise.js';
import { attackSeed } from './seeds.js';
import type { ContentStore, ImageRef, ShardJob } from './shard.js';

/** A shard at work. */
export interface Work {
  readonly job: ShardJob;
  readonly store: ContentStore;
  readonly adversaries: AdversaryStore | undefined;
  readonly signal: AbortSignal | undefined;
  /** The network that is judged, and that adversaries are made on where it is another one (transfer). */
  readonly judged: Classifier;
  readonly source: Classifier | undefined;
  readonly patches: Patches;
  readonly judges: readonly Judge[];
  /** Grows with every picture. */
  readonly milliseconds: { attack: number; readonly judge: Record<string, number> };
}

type Bytes = FullImage<Uint8Array>;

/** The picture decoded, after it was made sure that it is the one. */
async function decoded(store: ContentStore, sha256: string): Promise<Bytes> {
  const bytes = await store.image(sha256);
  if (bytes === undefined) throw new PictureProblem(`no picture has the SHA-256 ${sha256}`);
  if (sha256Of(bytes) !== sha256) throw new PictureProblem('its content has changed since the run began');
  return (await readImage(bytes)).image;
}

/** A picture at the network's input size, 8 bits a sample. */
function prepared(classifier: Classifier, picture: Bytes): Bytes {
  const { width, height, data } = classifier.prepare(picture);
  return { width, height, channels: 3, data: Uint8Array.from(data) };
}

/** The true class by its place in the output of the network that is attacked: that with the same key. */
function sourceLabel(source: Classifier, judged: Classifier, label: number): number {
  const { id } = judged.labels[label];
  // Places in outputs of two lengths are no keys of the same classes.
  const counted = areNumbered(source.labels) && source.classes !== judged.classes;
  const found = counted ? -1 : source.labels.findIndex((each) => each.id === id);
  if (found < 0) throw new PictureProblem(`the network ${source.name}, which is attacked, has no class ${id}`);
  return found;
}

/** All that an adversary follows from: what else is in a job does not change it. */
function adversaryKey({ attack, model, code, seed, patches }: ShardJob, sha256: string, label: number): string {
  const { knowledge, measure: unit, size, plan, target, source } = attack;
  const { method, options, adaptive } = plan!;
  const network = source ?? model;
  return sha256Of(
    canonicalJson({
      network: { sha256: network.sha256, card: network.card },
      attack: { knowledge, unit, size, method, options, adaptive },
      target: target && { chain: target.chain, map: target.map, patches },
      image: sha256,
      label,
      code,
      seed,
    }),
  );
}

/** The adversary of a picture: found where it is kept, or made. */
async function adversaryOf(work: Work, attacked: Classifier, clean: Bytes, image: ImageRef): Promise<Adversary> {
  const { job, judged, source, adversaries, patches, signal } = work;
  const { attack, seed } = job;
  const label = source ? sourceLabel(source, judged, image.label) : image.label;
  const place = {
    model: job.model.name,
    attack: attack.name,
    size: attack.size,
    target: attack.target?.name,
    image: image.id,
  };
  const key = adversaryKey(job, image.sha256, label);
  const kept = await adversaries?.get(place, key);
  if (kept) return kept;
  const model = await attackedModel(attacked, clean, attack, seed, patches);
  const made = await makeAdversary({ model, clean, label, attack, seed: attackSeed(seed, 'attack'), signal });
  await adversaries?.put(place, key, made);
  return made;
}

/** How far an adversary is from the clean picture; of a black one the relative L2 is its L2. */
function distancesOf(clean: Bytes, { rounded }: Adversary) {
  const { linf, l2, relativeL2, psnr, ssim } = measure({ ...clean, data: Float32Array.from(clean.data) }, rounded);
  return {
    distances: { linf, l2, relativeL2: Number.isFinite(relativeL2) ? relativeL2 : l2 },
    quality: { psnr: Number.isFinite(psnr) ? psnr : null, ssim },
  };
}

/** What a picture becomes, and what is recorded of it. */
interface Shown {
  /** At the input size of the network that is judged. */
  readonly picture: Bytes;
  readonly distances: { readonly linf: number; readonly l2: number; readonly relativeL2: number };
  readonly made?: MadeFacts;
}

/** The adversary as the judge is shown it, with its facts: measured at the size of the network that it was made on. */
async function attack(work: Work, original: Bytes, image: ImageRef): Promise<Shown> {
  const { judged, source, job } = work;
  const attacked = source ?? judged;
  const clean = prepared(attacked, original);
  const adversary = await adversaryOf(work, attacked, clean, image);
  const { distances, quality } = distancesOf(clean, adversary);
  const places = job.localisation
    ? localise(await attacked.activationMap(clean, { kind: 'r-cam' }), clean, adversary.rounded)
    : {};
  const picture = source ? prepared(judged, adversary.rounded) : adversary.rounded;
  return { picture, distances, made: { ...adversary.facts, ...quality, ...places } };
}

const untouched = { linf: 0, l2: 0, relativeL2: 0 };

/**
 * The records of one picture, as lines: defense by defense, draw by draw.
 * @throws what `problemOf` knows where the picture cannot be read, attacked or judged
 */
export async function computePicture(work: Work, image: ImageRef): Promise<string[]> {
  const { job, judged, judges, milliseconds } = work;
  const original = await decoded(work.store, image.sha256);
  const clean = prepared(judged, original);
  const { prediction: before } = await decide(judged, clean, image.label);
  const started = performance.now();
  const isClean = job.attack.knowledge === 'clean';
  const shown: Shown = isClean ? { picture: clean, distances: untouched } : await attack(work, original, image);
  if (!isClean) milliseconds.attack += performance.now() - started;
  const lines: string[] = [];
  for (const { defense, draws } of judges) {
    const began = performance.now();
    for (const [draw, judge] of draws.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one picture at a time: what is near it must not change its numbers
      const decision = await decide(judge, shown.picture, image.label);
      const line = recordLine({
        schema: recordSchema,
        image: image.id,
        model: job.model.name,
        attack: job.attack.name,
        knowledge: job.attack.knowledge,
        measure: job.attack.measure,
        epsilon: job.attack.size,
        target: job.attack.target?.name,
        defense,
        draw,
        label: image.label,
        before,
        ...decision,
        ...shown.distances,
        ...(lines.length === 0 && shown.made && { made: shown.made }),
      });
      lines.push(line);
    }
    milliseconds.judge[defense] += performance.now() - began;
  }
  return lines;
}
