import type { Model } from 'pixel-deflection/models';
import type { Picture } from './protocol.js';

/** Remembers what a model says of the last clean picture, and its last gradient there: FGSM asks for the same at every ε. */
export interface GradientMemory {
  /** The model, which is asked only for what is not remembered of `clean`. */
  around(model: Model, clean: Picture): Model;
}

function equal(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export function createGradientMemory(): GradientMemory {
  let samples = new Float32Array();
  let known: { logits?: Float32Array; cotangent?: Float32Array; gradient?: Float32Array } = {};

  const around = (model: Model, clean: Picture): Model => {
    if (!equal(samples, clean.data)) {
      samples = clean.data.slice();
      known = {};
    }
    const mine = known;
    const isClean = (images: readonly { data: ArrayLike<number> }[]) =>
      images.length === 1 && equal(images[0].data, clean.data);

    const logits: Model['logits'] = async (images) => {
      if (!isClean(images)) return model.logits(images);
      mine.logits ??= (await model.logits(images))[0].slice();
      return [mine.logits.slice()];
    };
    const inputGradient: Model['inputGradient'] = async (images, loss) => {
      if (!isClean(images)) return model.inputGradient(images, loss);
      const [row] = await logits(images);
      // A loss is a function: two are the same here where they pull the logits in the same direction.
      const cotangent = typeof loss === 'function' ? Float32Array.from(loss(row, 0)) : loss[0];
      if (mine.gradient === undefined || mine.cotangent === undefined || !equal(mine.cotangent, cotangent)) {
        const { gradients } = await model.inputGradient(images, loss);
        mine.gradient = gradients[0].slice();
        mine.cotangent = cotangent.slice();
      }
      return { logits: [row], gradients: [mine.gradient.slice()] };
    };
    return { ...model, logits, inputGradient };
  };
  return { around };
}
