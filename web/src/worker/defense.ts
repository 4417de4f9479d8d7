import { type ActivationMap, centreMap, defend, type DefendOptions, type DenoiserOptions } from 'pixel-deflection';
import type { Classifier } from 'pixel-deflection/models';
import { type DefendedOptions, drawStream } from 'pixel-deflection/pipeline';
import { breathe } from './job.js';
import type { DefenseSettings, DeflectionSettings, DenoiserSettings, Picture } from './protocol.js';
import { asPicture } from './scores.js';

export function denoiserOptions({
  denoiser,
  wavelet,
  method,
  threshold,
  sigma,
  ycbcr,
}: DenoiserSettings): DenoiserOptions {
  return denoiser === 'wavelet' ? { wavelet, method, threshold, sigma, ycbcr } : {};
}

/** No window is longer than the picture. */
const windowFor = ({ width, height }: Classifier, window: number) => Math.min(window, Math.max(width, height));

/** Options of the map, which are of the R-CAM alone. */
function mapOptions(classifier: Classifier, { map, topK, aggregate }: DeflectionSettings) {
  return map === 'r-cam' ? { topK: Math.min(topK, classifier.classes), aggregate } : {};
}

/** The settings as the defended classifier takes them. */
export function defendedOptions(classifier: Classifier, settings: DefenseSettings): DefendedOptions {
  const { deflections, window, map, denoiser, seed } = settings;
  return {
    deflections,
    window: windowFor(classifier, window),
    map,
    ...mapOptions(classifier, settings),
    denoiser,
    denoiserOptions: denoiserOptions(settings),
    seed,
  };
}

/** The map that steers a deflection of a picture at the model's size. */
export async function mapFor(
  classifier: Classifier,
  image: Picture,
  settings: DeflectionSettings,
): Promise<ActivationMap | undefined> {
  const { map } = settings;
  if (map === 'none') return undefined;
  if (map === 'center') return centreMap(classifier.width, classifier.height);
  const { width, height, data } = await classifier.activationMap(image, {
    kind: map,
    ...mapOptions(classifier, settings),
  });
  return { width, height, data };
}

/** A draw by its parts: the same as that of the defended classifier, and what was copied. */
export function drawOf(
  classifier: Classifier,
  image: Picture,
  settings: DeflectionSettings & Pick<DefendOptions, 'denoiser' | 'denoiserOptions' | 'onCopy'>,
  map: ActivationMap | undefined,
  draw: number,
) {
  const { deflections, window, denoiser, denoiserOptions, seed, onCopy } = settings;
  return defend(image, {
    deflections,
    window: windowFor(classifier, window),
    map,
    denoiser,
    denoiserOptions,
    seed,
    stream: drawStream(image, draw),
    onCopy,
  });
}

/** The draws of the whole defense, one after the other: the `ensemble` of the defended classifier. */
export async function* drawsOf(
  classifier: Classifier,
  image: Picture,
  settings: DefenseSettings,
  draws: number,
  signal: AbortSignal,
): AsyncGenerator<Picture> {
  const map = await mapFor(classifier, image, settings);
  const options = { ...settings, denoiserOptions: denoiserOptions(settings) };
  for (let draw = 0; draw < draws; draw++) {
    // oxlint-disable-next-line no-await-in-loop -- lets an abort in between two draws
    await breathe(signal);
    yield asPicture(drawOf(classifier, image, options, map, draw));
  }
}
