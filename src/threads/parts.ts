import { haarBegin, haarEnd } from './parts/haar.js';
import { filterChannel, filterRows } from './parts/filter-bank.js';
import { channel } from './parts/channel.js';
import { resizeRows } from './parts/resize.js';
import { tile } from './parts/tile.js';
import { wavelet } from './parts/wavelet.js';

/**
 * What threads can be asked for, by name. What they are given is copied, except for memory that is shared or handed over;
 * where `target` is given they write there and answer nothing.
 */
export const parts = { channel, filterChannel, filterRows, haarBegin, haarEnd, resizeRows, tile, wavelet };

export type PartName = keyof typeof parts;
export type PartOf<N extends PartName> = (typeof parts)[N];
export type PartGiven<N extends PartName> = Parameters<PartOf<N>>[0];
export type PartValue<N extends PartName> = ReturnType<PartOf<N>>;
