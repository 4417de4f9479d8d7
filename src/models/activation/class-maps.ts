import type { CamLayer, Layout } from './cam-layer.js';

/** Feature maps of one picture: its row of a tensor, and what it measures. */
export interface Features {
  readonly data: Float32Array;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  /** Distance of neighbouring pixels of one channel, and of neighbouring channels of one pixel. */
  readonly pixelStep: number;
  readonly channelStep: number;
}

/** Feature maps from a picture's part of a tensor. */
export function features(data: Float32Array, dims: readonly number[], layout: Layout): Features {
  const [channels, height, width] = layout === 'NCHW' ? [dims[1], dims[2], dims[3]] : [dims[3], dims[1], dims[2]];
  const pixels = width * height;
  const steps = layout === 'NCHW' ? { pixelStep: 1, channelStep: pixels } : { pixelStep: channels, channelStep: 1 };
  return { data, channels, width, height, ...steps };
}

/** Whether feature maps are those that the graph promised: all are averaged, and each has its weight. */
export function fits({ channels, width, height }: Features, { kernel, weights }: CamLayer, classes: number): boolean {
  if (width < 2 || height < 2) return false;
  if (kernel !== undefined && (kernel[0] !== height || kernel[1] !== width)) return false;
  return weights === undefined ? channels === classes : weights.channels === channels && weights.classes === classes;
}

/** Sum of the channels of feature maps, each times its weight. */
function weighted(
  { data, channels, width, height, pixelStep, channelStep }: Features,
  weights: Float64Array,
): Float32Array {
  const sum = new Float32Array(width * height);
  // Four pixels at a time, whose sums stay in registers: one by one this would be a tenth of a small network's time.
  for (let i = 0; i < sum.length; i += 4) {
    const left = Math.min(4, sum.length - i);
    const second = left > 1 ? pixelStep : 0;
    const third = left > 2 ? 2 * pixelStep : 0;
    const fourth = left > 3 ? 3 * pixelStep : 0;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let k = 0, from = i * pixelStep; k < channels; k++, from += channelStep) {
      const w = weights[k];
      a += w * data[from];
      b += w * data[from + second];
      c += w * data[from + third];
      d += w * data[from + fourth];
    }
    sum[i] = a;
    if (left > 1) sum[i + 1] = b;
    if (left > 2) sum[i + 2] = c;
    if (left > 3) sum[i + 3] = d;
  }
  return sum;
}

/** The class activation map of a class (Zhou et al., CVPR 2016, equation 2): M(x, y) = Σₖ wₖ fₖ(x, y). */
export function classActivationMap(maps: Features, { weights }: CamLayer, index: number): Float32Array {
  const { channels, channelStep } = maps;
  if (weights === undefined) {
    return weighted({ ...maps, data: maps.data.subarray(index * channelStep), channels: 1 }, Float64Array.of(1));
  }
  const { data, classStep, channelStep: step, factor } = weights;
  const own = new Float64Array(channels);
  for (let k = 0, from = index * classStep; k < channels; k++, from += step) own[k] = factor * data[from];
  return weighted(maps, own);
}

/**
 * The Grad-CAM of a class (R. Selvaraju et al., "Grad-CAM: visual explanations from deep networks via gradient-based
 * localization", ICCV 2017, equations 1 and 2): ReLU(Σₖ αₖ Aₖ), where αₖ is the mean over the pixels of the gradient of
 * the class's logit with respect to Aₖ.
 */
export function gradCam(maps: Features, gradients: Float32Array): Float32Array {
  const { channels, width, height, pixelStep, channelStep } = maps;
  const means = new Float64Array(channels);
  for (let k = 0; k < channels; k++) {
    let sum = 0;
    for (let i = 0; i < width * height; i++) sum += gradients[k * channelStep + i * pixelStep];
    means[k] = sum / (width * height);
  }
  return weighted(maps, means).map((value) => Math.max(value, 0));
}
