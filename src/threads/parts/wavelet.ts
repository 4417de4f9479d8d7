import { copyAlpha, type FullImage, newImage, type PixelData } from '../../core/image.js';
import { runChain } from '../../defenses/wavelet/chain.js';
import type { HeldChannel, WaveletSettings } from '../../defenses/wavelet/shrinkage.js';

export interface WholeWavelet {
  readonly settings: WaveletSettings;
  readonly source: FullImage;
  readonly held?: readonly HeldChannel[];
  readonly target?: FullImage;
}

/** The wavelet chain of a whole picture. */
export function wavelet({ settings, source, held, target }: WholeWavelet): PixelData | undefined {
  const result = target ?? newImage(source);
  runChain(source, result, settings, held);
  copyAlpha(source, result);
  return target === undefined ? result.data : undefined;
}
