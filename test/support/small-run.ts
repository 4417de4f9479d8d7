import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paintPicture, writeColourModel } from './colour-model.js';

const classes = ['red', 'green', 'blue', 'cyan', 'magenta', 'yellow'];

/** A plan of 3 conditions (clean, two sizes of an attack) and 7 decisions for each picture of the colour model. */
export const smallPlan = `
seed: 5
repeats: 6
data: pictures
models: [colours.onnx]
attacks:
  - method: igsm
    epsilon: [20, 60]
defenses:
  - PD=deflect:deflections=2000
`;

/** Records for each picture of the small plan. */
export const recordsPerPicture = 21;

/**
 * Fills a folder with a plan of real but quick work: a classifier of 16 × 16 pixels and pictures in class folders.
 * @param pictures how many
 */
export async function writeSmallRun(folder: string, pictures: number): Promise<void> {
  writeColourModel(folder);
  writeFileSync(join(folder, 'plan.yaml'), smallPlan);
  for (const name of classes) mkdirSync(join(folder, 'pictures', name), { recursive: true });
  await Promise.all(
    Array.from({ length: pictures }, (_, i) => {
      const border = classes[(i * 5 + Math.floor(i / 7)) % 6];
      const path = join(folder, 'pictures', classes[i % 6], `${String(i).padStart(4, '0')}.png`);
      return paintPicture(path, classes[i % 6], border, 16 + (i % 9), 16 + (i % 5));
    }),
  );
}
