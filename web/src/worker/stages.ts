import type { FullImage } from 'pixel-deflection';
import { compressJpegSync } from 'pixel-deflection/jpeg';
import { type Classifier, softmax } from 'pixel-deflection/models';
import { drawsOf } from './defense.js';
import { breathe, type Job } from './job.js';
import type { Picture, StageRow, StagesInput, Tally } from './protocol.js';
import { asPicture, first } from './scores.js';

/** Counts draws of one picture. */
async function tally(
  classifier: Classifier,
  pictures: AsyncIterable<Picture> | readonly Picture[],
  { label, rival }: StagesInput,
): Promise<Tally> {
  const rows: Float64Array[] = [];
  for await (const picture of pictures) {
    const [logits] = await classifier.logits([picture]);
    rows.push(softmax(logits));
  }
  const mean = (index: number) => rows.reduce((sum, row) => sum + row[index], 0) / rows.length;
  const count = (index: number) => rows.filter((row) => first(row) === index).length;
  return { label: mean(label), rival: mean(rival), draws: rows.length, right: count(label), fooled: count(rival) };
}

/** As an 8-bit file, saved as a JPEG. */
function throughJpeg({ width, height, data }: Picture, quality: number): Picture {
  const bytes: FullImage = { width, height, channels: 3, data: Uint8Array.from(data, Math.round) };
  return asPicture(compressJpegSync(bytes, { quality }));
}

/** The table of stages for one picture: untouched, each stage of the defense, JPEG; clean and attacked. */
export const stages: Job<'stages'> = async (input, { classifier, signal, progress }) => {
  const { clean, adversary, defense, draws, jpegQuality } = input;
  const rows: StageRow[] = [];
  const add = async (name: string, shown: (picture: Picture) => AsyncIterable<Picture> | readonly Picture[]) => {
    await breathe(signal);
    const row = {
      name,
      clean: await tally(classifier, shown(clean), input),
      attacked: await tally(classifier, shown(adversary), input),
    };
    rows.push(row);
    progress(row);
  };
  await add('none', (picture) => [picture]);
  for (const { name, deflections, map, denoiser } of input.stages) {
    const settings = { ...defense, deflections, map, denoiser };
    // Nothing is drawn without a deflection.
    await add(name, (picture) => drawsOf(classifier, picture, settings, deflections === 0 ? 1 : draws, signal));
  }
  await add(`JPEG ${jpegQuality}`, (picture) => [throughJpeg(picture, jpegQuality)]);
  return rows;
};
