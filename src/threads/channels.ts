import {
  checkImage,
  colourChannels,
  copyAlpha,
  type FullImage,
  type Image,
  type PixelData,
  prepareOut,
} from '../core/image.js';
import { resolveTotalVariation, type TotalVariationOptions } from '../defenses/total-variation.js';
import { resolveWiener, type WienerOptions } from '../defenses/wiener.js';
import { runJob, type ThreadOptions, withoutThreads } from './job.js';
import { type ChannelTransform, storeChannel } from './parts/channel.js';

/** Runs a transform of each channel on its own. */
function runChannels<T extends PixelData>(
  options: ThreadOptions,
  input: FullImage<T>,
  result: FullImage<T>,
  each: ChannelTransform,
): Promise<FullImage<T>> {
  return runJob(options, async (job) => {
    const source = job.share(input);
    const target = job.target(result);
    if (target !== undefined) copyAlpha(input, target);
    await Promise.all(
      Array.from({ length: colourChannels(input) }, async (_, channel) => {
        const transfer: ArrayBuffer[] = [];
        const packed = job.pack(source, transfer);
        const { value } = await job.run('channel', { each, source: packed, channel, target }, { transfer });
        if (value !== undefined) storeChannel(value, result, channel);
      }),
    );
    job.deliver(target, result);
    copyAlpha(input, result);
    return result;
  });
}

/** {@link denoiseTotalVariation} on threads: one for each channel. */
export async function denoiseTotalVariationAsync<T extends PixelData>(
  image: Image<T>,
  options: TotalVariationOptions & ThreadOptions = {},
): Promise<FullImage<T>> {
  const input = checkImage(image);
  const settings = resolveTotalVariation(withoutThreads(options));
  const result = prepareOut(input, options.out);
  return runChannels(options, input, result, { transform: 'total variation', settings });
}

/** {@link denoiseWiener} on threads: one for each channel. */
export async function denoiseWienerAsync<T extends PixelData>(
  image: Image<T>,
  options: WienerOptions & ThreadOptions = {},
): Promise<FullImage<T>> {
  const input = checkImage(image);
  const settings = resolveWiener(withoutThreads(options));
  const result = prepareOut(input, options.out);
  return runChannels(options, input, result, { transform: 'Wiener', settings });
}
