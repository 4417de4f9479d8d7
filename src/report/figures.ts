import { type FullImage, toByte } from '../core/image.js';
import type { StoryPictures } from '../evaluation/story/index.js';
import type { Copied } from '../evaluation/story/pictures.js';
import { copyColours, dimmed } from './copies.js';
import { drawOverlay } from './overlay.js';

/** The pictures of a story, at the model's size. The first is there in every story. */
export const figureNames = [
  'clean',
  'adversary',
  'perturbation',
  'few',
  'fewCopies',
  'many',
  'manyCopies',
  'cleanMany',
  'cleanWhole',
  'denoised',
  'cam',
  'rCam',
  'steered',
  'steeredCopies',
  'whole',
] as const;
export type FigureName = (typeof figureNames)[number];

export type Figures = Readonly<Partial<Record<FigureName, FullImage<Uint8Array>>>>;

/** As an 8-bit file holds it. */
function rounded(image: FullImage): FullImage<Uint8Array> {
  return { ...image, data: Uint8Array.from(image.data, toByte) };
}

/** The largest power of two, up to 128, with which a perturbation stays within the range around gray. */
export function perturbationGain(linf: number): number {
  let gain = 1;
  while (gain < 128 && 2 * gain * linf <= 128) gain *= 2;
  return gain;
}

/** 128 + gain × (adversary - clean): gray where nothing was changed. */
export function perturbation(clean: FullImage, adversary: FullImage): FullImage<Uint8Array> {
  const differences = Float32Array.from(adversary.data, (value, i) => value - clean.data[i]);
  const gain = perturbationGain(differences.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  return { ...adversary, data: Uint8Array.from(differences, (value) => toByte(128 + gain * value)) };
}

/** A side from which a single pixel is hard to see. */
const large = 160;

/** Where samples were overwritten, in the colours of their channels, on the dark picture. */
export function drawCopies(
  image: FullImage<Uint8Array>,
  { width, height, data: copied }: Copied,
): FullImage<Uint8Array> {
  const result = dimmed(image);
  const side = Math.max(width, height) >= large ? 2 : 1;
  for (let i = 0; i < copied.length; i++) {
    if (copied[i] === 0) continue;
    const [left, top] = [i % width, Math.floor(i / width)];
    for (let y = top; y < Math.min(height, top + side); y++) {
      for (let x = left; x < Math.min(width, left + side); x++) {
        result.data.set(copyColours[copied[i]], (y * width + x) * 3);
      }
    }
  }
  return result;
}

/** Draws all pictures of a story. */
export function drawFigures({ clean, defense }: StoryPictures): Figures {
  if (defense === undefined) return { clean: rounded(clean) };
  const { few, many, cam, rCam, steered } = defense;
  const adversary = rounded(defense.adversary);
  return {
    clean: rounded(clean),
    adversary,
    perturbation: perturbation(clean, defense.adversary),
    few: rounded(few.picture),
    fewCopies: drawCopies(adversary, few.copied),
    many: rounded(many.picture),
    manyCopies: drawCopies(adversary, many.copied),
    cleanMany: rounded(defense.cleanMany),
    cleanWhole: rounded(defense.cleanWhole),
    denoised: rounded(defense.denoised),
    cam: drawOverlay(adversary, cam),
    rCam: drawOverlay(adversary, rCam),
    steered: rounded(steered.picture),
    steeredCopies: drawCopies(adversary, steered.copied),
    whole: rounded(defense.whole),
  };
}
