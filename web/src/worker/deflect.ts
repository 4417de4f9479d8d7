import { psnr } from 'pixel-deflection';
import { drawOf, drawsOf, mapFor } from './defense.js';
import type { Job } from './job.js';
import type { Draw } from './protocol.js';
import { asPicture, scoresOf } from './scores.js';

/** One draw of the deflection, and each sample that it copied. */
export const deflect: Job<'deflect'> = async ({ image, draw, ...settings }, { classifier }) => {
  const map = await mapFor(classifier, image, settings);
  const copies: number[] = [];
  const onCopy = (...copy: number[]) => void copies.push(...copy);
  const { report, ...deflected } = drawOf(classifier, image, { ...settings, denoiser: 'none', onCopy }, map, draw);
  const picture = asPicture(deflected);
  return {
    image: picture,
    scores: await scoresOf(classifier, picture),
    copies: Int32Array.from(copies),
    deflections: report.deflections,
    window: report.window,
    skipped: report.skipped,
    map,
    psnr: psnr(image, picture),
  };
};

/** Many draws of the whole defense. */
export const draws: Job<'draws'> = async ({ image, draws: count, ...settings }, { classifier, signal, progress }) => {
  const all: Draw[] = [];
  for await (const drawn of drawsOf(classifier, image, settings, count, signal)) {
    const draw = { draw: all.length, image: drawn, scores: await scoresOf(classifier, drawn) };
    all.push(draw);
    progress(draw);
  }
  return all;
};
