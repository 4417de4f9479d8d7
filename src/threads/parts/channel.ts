import { type FullImage, newData, type PixelData, type Transform } from '../../core/image.js';
import { prepareTotalVariation, type TotalVariationPlan } from '../../defenses/total-variation.js';
import { prepareWiener, type WienerSettings } from '../../defenses/wiener.js';

/** A transform of each channel on its own. */
export type ChannelTransform =
  | { readonly transform: 'total variation'; readonly settings: TotalVariationPlan }
  | { readonly transform: 'Wiener'; readonly settings: WienerSettings };

export interface Channel {
  readonly each: ChannelTransform;
  readonly source: FullImage;
  readonly channel: number;
  readonly target?: FullImage;
}

/** Writes the samples of one channel of a picture. */
export function storeChannel(samples: PixelData, { data, channels }: FullImage, channel: number): void {
  for (let i = 0, j = channel; i < samples.length; i++, j += channels) data[j] = samples[i];
}

function prepare(each: ChannelTransform, gray: FullImage): Transform {
  switch (each.transform) {
    case 'total variation':
      return prepareTotalVariation(gray, each.settings);
    case 'Wiener':
      return prepareWiener(gray, each.settings);
  }
}

/** One channel of the result, as a gray picture. */
export function channel({ each, source, channel: c, target }: Channel): PixelData | undefined {
  const { width, height, channels } = source;
  const data = newData(source.data, width * height);
  for (let i = 0, j = c; i < data.length; i++, j += channels) data[i] = source.data[j];
  const gray: FullImage = { width, height, channels: 1, data };
  prepare(each, gray)(gray, gray);
  if (target === undefined) return data;
  storeChannel(data, target, c);
  return undefined;
}
