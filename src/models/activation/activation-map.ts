import type { Image } from '../../core/image.js';
import { logitsName } from '../logits-graph.js';
import { readLogits, runNetwork } from '../network.js';
import type { ClassifierParts } from '../parts.js';
import { prepareImage } from '../prepare.js';
import { highest } from '../ranking.js';
import { classActivationMap, features, fits } from './class-maps.js';
import { combine, minMax } from './combine.js';
import { type GradCam, gradCamMaps, openGradCam } from './grad-cam.js';
import { type ActivationOptions, activationRequest, type ActivationResult } from './options.js';
import { placeMap } from './place.js';

/** Class maps of one picture, and the classes that they belong to. */
interface ClassMaps {
  readonly logits: Float32Array;
  readonly indices: readonly number[];
  readonly layer: string;
  readonly width: number;
  readonly height: number;
  readonly classMaps: readonly Float32Array[];
}

/** What makes the activation maps of a classifier. Sessions for Grad-CAM are opened when they are first needed. */
export interface Activation {
  map(image: Image, options?: ActivationOptions): Promise<ActivationResult>;
  dispose(): Promise<void>;
}

export function createActivation(parts: ClassifierParts): Activation {
  const { network, classes, card, cam } = parts;
  const { width, height } = card.input;
  let gradient: Promise<GradCam> | undefined;

  const map: Activation['map'] = async (image, options = {}) => {
    const { kind, aggregate, classes: given, count } = activationRequest(options, classes);
    const prepared = prepareImage(image, width, height, card.resize, true);
    const layer = kind === 'grad-cam' ? undefined : cam;
    // Logits and features come out of one run.
    const [forward] = await runNetwork(
      network,
      [prepared],
      [logitsName, ...(layer ? [layer.feature] : [])],
      (row, i, dims): Omit<ClassMaps, 'layer'> => {
        const logits = readLogits(row(0), i, network.name);
        const indices = given ?? highest(logits, count);
        const none = { logits, indices, width: 0, height: 0, classMaps: [] };
        if (layer === undefined || dims[1].length !== 4) return none;
        const maps = features(row(1), dims[1], layer.layout);
        if (!fits(maps, layer, classes)) return none;
        return {
          ...none,
          width: maps.width,
          height: maps.height,
          classMaps: indices.map((c) => classActivationMap(maps, layer, c)),
        };
      },
    );
    const { logits, indices } = forward;
    const byGradient = forward.classMaps.length === 0;
    let found: ClassMaps = { ...forward, layer: layer?.feature ?? '' };
    if (byGradient) {
      gradient ??= openGradCam(parts);
      const opened = await gradient;
      found = { ...found, layer: opened.layer.name, ...(await gradCamMaps(opened, prepared, indices, classes)) };
    }
    const { classMaps } = found;
    const data = kind === 'r-cam' ? combine(classMaps, aggregate) : minMax(classMaps[0]);
    return {
      ...placeMap(data, found.width, found.height, prepared.placement),
      kind,
      method: byGradient ? 'grad-cam' : 'cam',
      layer: found.layer,
      classes: indices.map((index) => ({
        index,
        label: card.labels[index].id,
        name: card.labels[index].name,
        score: logits[index],
      })),
      grid: { width: found.width, height: found.height, classMaps, data },
    };
  };
  return {
    map,
    async dispose() {
      const opened = await gradient?.catch(() => undefined);
      await opened?.network.session.dispose();
    },
  };
}
