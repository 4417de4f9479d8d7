import { type AttackResult, igsm } from '../../attacks/index.js';
import type { ActivationMap } from '../../core/image.js';
import { psnr } from '../../core/quality.js';
import type { ActivationResult } from '../../models/index.js';
import { type Bench, chainColumn, chainColumns, drawOnce, fixedColumn, type FloatPicture } from './columns.js';
import { jpegColumn, type Rivals } from './columns.js';
import { histogram, mean } from './histogram.js';
import { type DefendedPicture, recorder, type StoryPictures } from './pictures.js';
import type { AttackFacts, Defense, Shown } from './record.js';
import { firstBut, named, probabilitiesOf, scoresOf } from './scores.js';
import { type Chain, controlChains, notebookChains, waveletsAlone } from './settings.js';

const [pd, pdWavelet, pdMap, whole] = notebookChains;
/** The notebook's first deflection: as many as before its wavelets. */
const few: Chain = { ...pd, deflections: pdWavelet.deflections };

/** Decibels as JSON can hold them. */
function decibels(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function attackFacts(result: AttackResult, { classifier }: Bench, { adversarial }: Rivals): AttackFacts {
  const { success, successAfterRounding, iterations, gradients, distancesAfterRounding: distances } = result;
  return {
    adversarial: named(classifier, adversarial),
    success,
    successAfterRounding,
    iterations,
    gradients,
    distances: { ...distances, psnr: decibels(distances.psnr) },
  };
}

/** Makes and classifies single draws for the figures. */
function figures(bench: Bench, rivals: Rivals) {
  return async (
    before: FloatPicture,
    chain: Chain,
    map?: ActivationMap,
  ): Promise<DefendedPicture & { shown: Shown; places: readonly number[] }> => {
    const { copied, places, onCopy } = recorder(before.width, before.height);
    const { picture, deflection } = drawOnce(before, chain, bench, map, onCopy);
    const [row] = await probabilitiesOf(bench.classifier, [picture]);
    const scores = scoresOf(row, bench.classifier, [rivals.truth, rivals.adversarial]);
    return { picture, copied, places, shown: { deflection, scores, psnr: decibels(psnr(before, picture)) } };
  };
}

function mapFacts({ classifier }: Bench, cam: ActivationResult, rCam: ActivationResult): Defense['maps'] {
  return {
    method: rCam.method,
    grid: { width: rCam.grid.width, height: rCam.grid.height },
    camClass: named(classifier, cam.classes[0].index),
    rCamClasses: rCam.classes.map(({ index }) => named(classifier, index)),
    cam: histogram(cam.data),
    rCam: histogram(rCam.data),
    camMean: mean(cam),
    rCamMean: mean(rCam),
  };
}

/**
 * Attacks a picture that the classifier gets right, and defends the adversary in every way of the notebook.
 * @param clean at the model's size, whole levels
 */
export async function tellDefense(
  clean: FloatPicture,
  truth: number,
  bench: Bench,
): Promise<{ defense: Defense; pictures: Required<StoryPictures>['defense'] }> {
  const { classifier, settings } = bench;
  const { epsilon, stepSize: step, steps: iterations } = settings;
  // The label is what the model names, as in the notebook; the adversary is judged as a saved file would be.
  const [result] = await igsm(classifier, [clean], { epsilon, step, iterations, surviveRounding: true });
  const adversary: FloatPicture = { ...result.rounded, data: Float32Array.from(result.rounded.data) };
  const [row] = await probabilitiesOf(classifier, [adversary]);
  const rivals: Rivals = { truth, adversarial: firstBut(row, truth) };
  const draw = figures(bench, rivals);

  const cam = await classifier.activationMap(adversary, { kind: 'cam' });
  const rCam = await classifier.activationMap(adversary, { kind: 'r-cam' });
  const cleanMap = await classifier.activationMap(clean, { kind: 'r-cam' });
  const [first, second, denoised] = [
    await draw(adversary, few),
    await draw(adversary, pd),
    await draw(adversary, pdWavelet),
  ];
  const [steered, all] = [await draw(adversary, pdMap, rCam), await draw(adversary, whole, rCam)];
  const [cleanMany, cleanWhole] = [await draw(clean, pd), await draw(clean, whole, cleanMap)];
  const cleanColumns = await chainColumns(clean, [pd, whole], bench, rivals, cleanMap);

  const fixed = [
    await fixedColumn('Clean', clean, bench, rivals),
    await fixedColumn('Adversary', adversary, bench, rivals),
  ];
  const beside = [
    await chainColumn(adversary, waveletsAlone, bench, rivals, undefined),
    await jpegColumn(result.rounded, bench, rivals),
  ];
  return {
    defense: {
      adversary: scoresOf(row, classifier, [truth, rivals.adversarial]),
      attack: attackFacts(result, bench, rivals),
      deflected: { few: first.shown, many: second.shown },
      clean: [cleanMany, cleanWhole].map(({ shown }, i) => {
        const { name, right, draws, interval } = cleanColumns[i];
        return { ...shown, name, right, draws, interval };
      }),
      denoised: denoised.shown,
      maps: mapFacts(bench, cam, rCam),
      steered: { ...steered.shown, copiesByMap: histogram(steered.places.map((place) => rCam.data[place])) },
      whole: all.shown,
      table: [...fixed, ...(await chainColumns(adversary, notebookChains, bench, rivals, rCam)), ...beside],
      control: await chainColumns(adversary, controlChains, bench, rivals, rCam),
    },
    pictures: {
      adversary,
      few: first,
      many: second,
      cleanMany: cleanMany.picture,
      cleanWhole: cleanWhole.picture,
      denoised: denoised.picture,
      cam,
      rCam,
      steered,
      whole: all.picture,
    },
  };
}
