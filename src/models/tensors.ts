import { outOfRange, wrongType } from '../core/checks.js';
import { checkImage, type FullImage, type Image, type PixelData } from '../core/image.js';
import type { CardInput } from './card.js';
import { checkSamples } from './prepare.js';
import type { Scratch, TensorData } from './session.js';

/** Checks pictures that are to be at a model's own input size already. */
export function checkPictures(images: readonly Image[], { width, height }: CardInput): FullImage[] {
  if (!Array.isArray(images)) throw wrongType('an array of images', 'images', images);
  return images.map((each: Image, i) => {
    const image = checkImage(each, `images[${i}]`);
    if (image.width !== width || image.height !== height || image.channels !== 3) {
      throw outOfRange(
        `a picture of ${width} × ${height} × 3, as prepare() gives it,`,
        `images[${i}]`,
        `${image.width} × ${image.height} × ${image.channels}`,
      );
    }
    checkSamples(image, `images[${i}]`);
    return image;
  });
}

/** The order in which a picture's samples stand in a tensor, and the numbers that carry them there. */
interface Plan {
  /** First sample of red, green and blue of a picture in the tensor. */
  readonly starts: readonly number[];
  /** Distance of neighbouring pixels. */
  readonly step: number;
  /** Of red, green and blue: a sample v becomes v * factor + offset. */
  readonly factors: readonly number[];
  readonly offsets: readonly number[];
}

function planOf({ width, height, layout, channelOrder, scale, mean, deviation }: CardInput): Plan {
  const order = channelOrder === 'RGB' ? [0, 1, 2] : [2, 1, 0];
  return {
    starts: order.map((at) => (layout === 'NCHW' ? at * width * height : at)),
    step: layout === 'NCHW' ? 1 : 3,
    factors: order.map((at) => scale / deviation[at]),
    offsets: order.map((at) => -mean[at] / deviation[at]),
  };
}

/** One picture into its part of a tensor, from `start` on. */
function writePicture(data: PixelData, tensor: Float32Array, start: number, { starts, step, factors, offsets }: Plan) {
  const [fr, fg, fb] = factors;
  const [or, og, ob] = offsets;
  let r = start + starts[0];
  let g = start + starts[1];
  let b = start + starts[2];
  for (let from = 0; from < data.length; from += 3, r += step, g += step, b += step) {
    tensor[r] = data[from] * fr + or;
    tensor[g] = data[from + 1] * fg + og;
    tensor[b] = data[from + 2] * fb + ob;
  }
}

/**
 * Pictures as the tensor that a network takes, in the scale, order and layout of its card.
 * @param batch pictures in the tensor, at least those given; what is missing is 0
 * @param allocate memory of any contents to write into. Default: new
 */
export function toTensor(
  images: readonly FullImage[],
  input: CardInput,
  batch = images.length,
  allocate: Scratch = (length) => new Float32Array(length),
): TensorData {
  const size = input.width * input.height * 3;
  const tensor = allocate(batch * size);
  const plan = planOf(input);
  for (const [i, { data }] of images.entries()) writePicture(data, tensor, i * size, plan);
  tensor.fill(0, images.length * size);
  return { data: tensor, dims: inputShape(input, batch) };
}

/** A picture's gradient from that of its part of a tensor: in units per level of 0…255, interleaved as the picture is. */
export function fromGradient(tensor: Float32Array, input: CardInput): Float32Array {
  const result = new Float32Array(input.width * input.height * 3);
  const { starts, step, factors } = planOf(input);
  const [fr, fg, fb] = factors;
  let [r, g, b] = starts;
  for (let to = 0; to < result.length; to += 3, r += step, g += step, b += step) {
    result[to] = tensor[r] * fr;
    result[to + 1] = tensor[g] * fg;
    result[to + 2] = tensor[b] * fb;
  }
  return result;
}

/** The shape of a tensor of pictures. */
export function inputShape({ width, height, layout }: CardInput, batch: number): number[] {
  return layout === 'NCHW' ? [batch, 3, height, width] : [batch, height, width, 3];
}
