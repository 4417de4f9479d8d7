import { integer, outOfRange, wrongType } from '../../core/checks.js';
import { checkImage, type Image } from '../../core/image.js';
import type { LogitsModel } from '../../models/model.js';
import type { Picture } from './result.js';

/** Checks what an attack needs of a model, which may be written by hand; one that takes no gradients needs none. */
export function checkModel(model: LogitsModel & { inputGradient?: unknown }, gradients = true): void {
  if (typeof model !== 'object' || model === null) throw wrongType('a model', 'model', model);
  integer(model.width, 'model.width', 1);
  integer(model.height, 'model.height', 1);
  integer(model.classes, 'model.classes', 2);
  for (const name of gradients ? (['logits', 'inputGradient'] as const) : (['logits'] as const)) {
    if (typeof model[name] !== 'function') throw wrongType('a function', `model.${name}`, model[name]);
  }
  const { bounds } = model;
  if (!Array.isArray(bounds) || bounds.length !== 2) throw wrongType('[lowest, highest]', 'model.bounds', bounds);
  const [low, high] = bounds as unknown[];
  if (!(Number.isInteger(low) && Number.isInteger(high) && 0 <= Number(low) && low! < high! && Number(high) <= 255)) {
    throw outOfRange('two whole levels in ascending order from 0 to 255', 'model.bounds', `${low}, ${high}`);
  }
}

/** A copy of a picture as floats, checked: at the model's size and inside of its bounds. */
export function cleanPicture(given: Image, { width, height, bounds }: LogitsModel, name: string): Picture {
  const [low, high] = bounds;
  const image = checkImage(given, name);
  if (image.width !== width || image.height !== height || image.channels !== 3) {
    const size = `${image.width} × ${image.height} × ${image.channels}`;
    throw outOfRange(`a picture of ${width} × ${height} × 3, the model's size,`, name, size);
  }
  const outside = image.data.findIndex((value) => !(value >= low && value <= high));
  if (outside >= 0) throw outOfRange(`samples from ${low} to ${high}`, `${name}.data[${outside}]`, image.data[outside]);
  return { width, height, channels: 3, data: new Float32Array(image.data) };
}

/** Copies of the clean pictures as floats, checked. */
export function cleanPictures(images: readonly Image[], model: LogitsModel, name = 'images'): Picture[] {
  if (!Array.isArray(images)) throw wrongType('an array of images', name, images);
  return images.map((image: Image, i) => cleanPicture(image, model, `${name}[${i}]`));
}

/** One class per picture, checked; undefined where none were given. */
export function classesOf(given: unknown, name: string, pictures: number, classes: number): number[] | undefined {
  if (given === undefined) return undefined;
  if (!Array.isArray(given)) throw wrongType('an array of class indices', name, given);
  if (given.length !== pictures) throw outOfRange(`one class per picture (${pictures})`, name, given);
  return given.map((value: unknown, i) => integer(value, `${name}[${i}]`, 0, classes - 1));
}
