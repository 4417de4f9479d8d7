import { resizeAdjoint } from '../../core/resize.js';
import { cropBox, defaultFraction } from '../crop-and-rescale.js';
import { drawPlacement } from '../resize-and-pad.js';
import { denoiseWaveletVjp } from '../wavelet/vjp.js';
import type { Chain, TransformOptions } from './chain.js';
import { type DoneStep, runChain, type RunSettings } from './run.js';
import { padSizes, type Picture } from './transforms.js';

/** A picture that came through a chain, and the way back for gradients. */
export interface Traced {
  readonly image: Picture;
  /**
   * The gradient with respect to the picture that went in, from that with respect to the one that came out, by BPDA.
   * @param wavelets whether `wavelet` steps are gone through by their derivative, or by the identity
   */
  pull(gradient: Float32Array, wavelets: boolean): Float32Array;
}

type Pull = (gradient: Float32Array, wavelets: boolean) => Float32Array;

/** The adjoint of the crop that was drawn: back to the size of the crop, and to its place. */
function pullCrop({ input, again }: DoneStep, { fraction = defaultFraction }: TransformOptions['crop']): Pull {
  const { left, top, width, height } = cropBox(input.width, input.height, fraction, again());
  const { width: full, channels } = input;
  return (gradient) => {
    const { data } = resizeAdjoint({ ...input, data: gradient }, width, height);
    const result = new Float32Array(gradient.length);
    const row = width * channels;
    for (let y = 0; y < height; y++) {
      result.set(data.subarray(y * row, (y + 1) * row), ((top + y) * full + left) * channels);
    }
    return result;
  };
}

/** The adjoint of the resizing and padding that were drawn: what came from one sample is summed there. */
function pullPad({ input, again }: DoneStep, options: TransformOptions['resize-pad']): Pull {
  const { width, height, channels } = input;
  const sizes = { width, height, wide: width, high: height, ...padSizes(input, options), flip: options.flip ?? false };
  const { rows, columns } = drawPlacement(sizes, again());
  return (gradient) => {
    const result = new Float64Array(gradient.length);
    for (let y = 0, from = 0; y < height; y++) {
      for (let x = 0; x < width; x++, from += channels) {
        if (rows[y] < 0 || columns[x] < 0) continue;
        const to = (rows[y] * width + columns[x]) * channels;
        for (let c = 0; c < channels; c++) result[to + c] += gradient[from + c];
      }
    }
    return Float32Array.from(result);
  };
}

/** How gradients go back through a step; undefined where they pass unchanged. */
function pullOf(done: DoneStep): Pull | undefined {
  const { step, input } = done;
  if (step.transform === 'crop') return pullCrop(done, step.options);
  if (step.transform === 'resize-pad') return pullPad(done, step.options);
  if (step.transform !== 'wavelet') return undefined;
  return (gradient, wavelets) =>
    wavelets ? denoiseWaveletVjp(input, { ...input, data: gradient }, step.options).data : gradient;
}

/**
 * Runs a checked chain, and keeps what gradients need to go back through it (BPDA: A. Athalye, N. Carlini and D. Wagner,
 * "Obfuscated gradients give a false sense of security", arXiv 1802.00420). Wavelets have their derivative at the picture
 * that came to the step, thresholds held. `crop` and `resize-pad` move what is seen, so that the identity would be wrong:
 * they are linear, and the adjoint of what was drawn is taken. All other steps pass gradients unchanged.
 * @param image 1 or 3 channels
 */
export function traceChain(image: Picture, chain: Chain, settings: RunSettings): Traced {
  const pulls: Pull[] = [];
  const result = runChain(image, chain, settings, (done) => {
    const pull = pullOf(done);
    if (pull !== undefined) pulls.push(pull);
  });
  return {
    image: result,
    pull: (gradient, wavelets) => pulls.reduceRight((back, pull) => pull(back, wavelets), gradient),
  };
}
