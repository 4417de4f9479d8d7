import { join } from 'node:path';
import { hashFile } from '#files';
import { type FullImage, toByte } from '../../core/image.js';
import { oneLine } from '../../core/one-line.js';
import { hasStep } from '../../defenses/chain/check.js';
import type { BytesPlace } from '../../evaluation/data/data-set.js';
import { sha256Of } from '../../evaluation/data/index-images.js';
import { openDataSet } from '../../evaluation/data/open.js';
import { readPlace } from '../../evaluation/data/read-place.js';
import type { DefensePlan } from '../../evaluation/plan/plan.js';
import { adversariesName } from '../../evaluation/run/evaluate.js';
import type { Manifest, ManifestImage } from '../../evaluation/run/manifest.js';
import { locateModel } from '../../evaluation/run/settle-models.js';
import { readAdversary } from '../../evaluation/shard/adversary-store.js';
import { defendedBy } from '../../evaluation/shard/defended.js';
import { judgeSeed } from '../../evaluation/shard/seeds.js';
import type { Condition } from '../../evaluation/summary/summary.js';
import { encode } from '../../io/encode.js';
import { readImage } from '../../io/read-image.js';
import { type Classifier, loadClassifier, type PartialCard } from '../../models/index.js';
import { drawCopies, perturbation, perturbationGain } from '../figures.js';
import { percent } from '../numbers.js';
import { drawOverlay } from '../overlay.js';
import type { Example, ExamplePicture } from './examples.js';
import { conditionText } from './names.js';
import { mainConditions, type View } from './view.js';

type Bytes = FullImage<Uint8Array>;

/** Examples on a page. */
const mostExamples = 3;

/** What all examples of a page have in common. */
interface Scene {
  readonly classifier: Classifier;
  /** Its place in the plan. */
  readonly model: number;
  readonly condition: Condition;
  readonly defense: DefensePlan;
  readonly seed: bigint;
  readonly places: ReadonlyMap<string, BytesPlace>;
}

/** The defense that examples show: one that the attack was aimed at, else with the classifier's own map, else any that deflects. */
function defenseFor({ plan }: Manifest, { target }: Condition): DefensePlan | undefined {
  const deflecting = plan.defenses.filter(({ chain }) => hasStep(chain, 'deflect'));
  if (target !== undefined) return deflecting.find(({ name }) => name === target);
  return deflecting.find(({ map }) => map === 'r-cam') ?? deflecting[0];
}

function rounded(image: FullImage): Bytes {
  return { ...image, data: Uint8Array.from(image.data, toByte) };
}

/** The classifier of a run, after it was made sure that it is the same. */
async function open(manifest: Manifest, name: string, folder: string | undefined): Promise<Classifier> {
  const at = manifest.models.findIndex((model) => model.name === name);
  const path = await locateModel(manifest.plan.models[at], folder);
  if ((await hashFile(path)) !== manifest.models[at].sha256) throw new Error('its file has changed since the run');
  return loadClassifier(path, { model: manifest.models[at].card as PartialCard, threads: 1, onNotice: () => {} });
}

async function cleanOf({ classifier, places }: Scene, { id, sha256 }: ManifestImage): Promise<Bytes | undefined> {
  const place = places.get(id);
  if (place === undefined) return undefined;
  const bytes = await readPlace(place);
  if (sha256Of(bytes) !== sha256) return undefined;
  return rounded(classifier.prepare((await readImage(bytes)).image));
}

/** Samples that differ, as bits of their channels. */
function changed(before: Bytes, after: FullImage): Uint8Array {
  const bits = new Uint8Array(before.width * before.height);
  for (let i = 0; i < before.data.length; i++) {
    if (before.data[i] !== after.data[i]) bits[Math.floor(i / 3)] |= 1 << (i % 3);
  }
  return bits;
}

async function said(classifier: Classifier, picture: Bytes): Promise<string> {
  const [{ name, probability }] = await classifier.classify(picture, { top: 1 });
  return `${name} (${percent(probability)} %)`;
}

async function shown(label: string, about: string, image: Bytes): Promise<ExamplePicture> {
  const png = await encode(image, 'png', undefined);
  return { uri: `data:image/png;base64,${png.toString('base64')}`, label, about };
}

/** Undefined where the picture is not there any more, or wrong before: attacks leave such a one as it is. */
async function example(scene: Scene, image: ManifestImage, adversary: Bytes): Promise<Example | undefined> {
  const { classifier, model, condition, defense, seed } = scene;
  const clean = await cleanOf(scene, image);
  if (clean === undefined) return undefined;
  const [named] = await classifier.classify(clean, { top: 1 });
  if (named.index !== image.labels[model]) return undefined;
  const { width, height } = clean;
  const defended = defendedBy(classifier, { ...defense, ensemble: 1 }, seed, undefined);
  const deflections = defense.chain.filter(({ transform }) => transform === 'deflect');
  const [deflected] = await defendedBy(
    classifier,
    { ...defense, ensemble: 1, chain: deflections },
    seed,
    undefined,
  ).draws(adversary);
  const [whole] = await defended.draws(adversary);
  const linf = adversary.data.reduce((most, value, i) => Math.max(most, Math.abs(value - clean.data[i])), 0);
  const map = defense.map === 'none' || defense.map === 'center' ? undefined : defense.map;
  const looked = map === undefined ? undefined : await classifier.activationMap(adversary, { kind: map });
  const copied = { width, height, data: changed(adversary, deflected) };
  const pictures = [
    shown('clean', 'The clean picture, as the model sees it', clean),
    shown('adversary', 'The adversary; it looks like the clean picture', adversary),
    shown(
      `perturbation × ${perturbationGain(linf)}`,
      'The difference of both, enlarged, on gray',
      perturbation(clean, adversary),
    ),
    ...(looked === undefined
      ? []
      : [shown(`map (${map})`, 'Where the model looks in the adversary', drawOverlay(adversary, looked))]),
    shown(
      'deflections',
      'Samples that deflection changed: coloured dots on the dark picture',
      drawCopies(adversary, copied),
    ),
    shown(`defended (${oneLine(defense.name)})`, 'The adversary behind the defense', rounded(whole)),
  ];
  const [before, fooled] = [await said(classifier, clean), await said(classifier, adversary)];
  const after = await said(defended, adversary);
  return {
    title: `${image.id}: ${conditionText(condition)}`,
    width,
    height,
    pictures: await Promise.all(pictures),
    said: `Clean: ${before}. Adversary: ${fooled}. Behind one draw of ${defense.name}: ${after}.`,
  };
}

/**
 * The first pictures of a run that the model gets right, under the run's first attack, step by step; none where it kept no adversaries. They are made with
 * the run's own seed, model and data, which must be where they were.
 *
 * @param modelsFolder the folder of models that were pulled or added. Default: the user's own
 * @throws where the model or the data set are not there any more
 */
export async function drawExamples(folder: string, view: View, modelsFolder?: string): Promise<Example[]> {
  const { manifest } = view;
  const [model] = view.summary.models;
  const condition = mainConditions(view, model).find(({ attack }) => {
    const plan = manifest.plan.attacks.find(({ name }) => name === attack);
    // Adversaries of another network have its size.
    return plan !== undefined && plan.source === undefined;
  });
  const defense = condition && defenseFor(manifest, condition);
  if (!manifest.adversaries || condition === undefined || defense === undefined || hasStep(defense.chain, 'quilt'))
    return [];
  const { entries } = await openDataSet(manifest.plan.data.path);
  const classifier = await open(manifest, model, modelsFolder);
  try {
    const places = new Map(entries.map(({ id, place }) => [id, place]));
    const at = manifest.models.findIndex(({ name }) => name === model);
    const scene = { classifier, model: at, condition, defense, seed: judgeSeed(manifest.plan.seed, 0) };
    const found: Example[] = [];
    for (const image of manifest.images) {
      if (found.length === mostExamples) break;
      const { attack, epsilon: size, target } = condition;
      // oxlint-disable-next-line no-await-in-loop -- a few, in order
      const adversary = await readAdversary(join(folder, adversariesName), {
        model,
        attack,
        size,
        target,
        image: image.id,
      });
      if (adversary === undefined) continue;
      // oxlint-disable-next-line no-await-in-loop
      const drawn = await example({ ...scene, places }, image, adversary);
      if (drawn !== undefined) found.push(drawn);
    }
    return found;
  } finally {
    await classifier.dispose();
  }
}
