import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ModelCard } from '../../src/models/index.js';
import { graph, node, tensor } from './onnx/build.js';

/** Classes of the colour model, and how much red, green and blue speak for each. */
export const colours = {
  red: [8, -4, -4],
  green: [-4, 8, -4],
  blue: [-4, -4, 8],
  cyan: [-8, 4, 4],
  magenta: [4, -8, 4],
  yellow: [4, 4, -8],
} as const;

export const colourLabels = Object.keys(colours).map((name, i) => ({ id: `c${i + 1}`, name }));

/** The side of the pictures that the colour model takes. */
export const side = 16;

/** The card of the colour model. */
export const colourCard = {
  input: {
    width: side,
    height: side,
    layout: 'NCHW',
    channelOrder: 'RGB',
    scale: 1 / 255,
    mean: [0, 0, 0],
    deviation: [1, 1, 1],
  },
  resize: 'stretch',
  output: 'logits',
  labels: colourLabels,
} satisfies Partial<ModelCard>;

/**
 * A network that names the colour of a picture: features are red, green and blue as they are, averaged over the picture
 * and weighed. The class activation map of red is so 8 × red - 4 × green - 4 × blue.
 * @param weight what the weight of red for red is, in place of 8
 */
export function colourModel(weight = 8): Uint8Array {
  const weights = Object.values(colours).flat();
  weights[0] = weight as 8;
  return graph({
    inputs: { input: ['batch', 3, side, side] },
    output: 'logits',
    nodes: [
      node('Conv', ['input', 'identity'], ['features']),
      node('GlobalAveragePool', ['features'], ['pooled']),
      node('Flatten', ['pooled'], ['flat'], { axis: 1 }),
      node('Gemm', ['flat', 'weights'], ['logits'], { transB: 1 }),
    ],
    weights: {
      identity: tensor([3, 3, 1, 1], [1, 0, 0, 0, 1, 0, 0, 0, 1]),
      weights: tensor([6, 3], weights),
    },
  });
}

/** Writes the colour model, and beside it its card. */
export function writeColourModel(folder: string, name = 'colours', card: object = colourCard): string {
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, colourModel());
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(card));
  return path;
}

/** The colour of each class, and gray. */
const paints: Readonly<Record<string, readonly number[]>> = {
  red: [220, 30, 40],
  green: [30, 200, 60],
  blue: [40, 50, 210],
  cyan: [20, 200, 210],
  magenta: [210, 30, 200],
  yellow: [230, 220, 20],
  gray: [120, 125, 122],
};

/** Writes a picture whose middle has one colour and whose border another, a little uneven. */
export async function paintPicture(
  path: string,
  middle: string,
  border = middle,
  width = 40,
  height = 30,
): Promise<void> {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const x = i % width;
    const y = Math.floor(i / width);
    const inside = x >= width / 4 && x < (3 * width) / 4 && y >= height / 4 && y < (3 * height) / 4;
    const paint = paints[inside ? middle : border];
    for (let c = 0; c < 3; c++) data[3 * i + c] = paint[c] + ((7 * x + 13 * y + 5 * c) % 11);
  }
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(path);
}
