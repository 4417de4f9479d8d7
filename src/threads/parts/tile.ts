import { type FullImage, newImage, type PixelData, type Transform } from '../../core/image.js';
import { type BilateralSettings, type BilateralStatistics, prepareBilateral } from '../../defenses/bilateral.js';
import { type MedianSettings, prepareMedian } from '../../defenses/median-filter.js';
import { type NonLocalMeansSettings, prepareNonLocalMeans } from '../../defenses/non-local-means.js';
import { rowsOf } from '../rows.js';

/** A transform whose results depend on some rows around them only. */
export type LocalTransform =
  | { readonly transform: 'bilateral'; readonly settings: BilateralSettings; readonly statistics: BilateralStatistics }
  | { readonly transform: 'median'; readonly settings: MedianSettings }
  | { readonly transform: 'non-local means'; readonly settings: NonLocalMeansSettings };

export interface Tile {
  readonly local: LocalTransform;
  /** The rows, with those around them that they depend on. */
  readonly source: FullImage;
  /** Rows of the source above those of the tile, and the tile's own. */
  readonly above: number;
  readonly rows: number;
  readonly target?: FullImage;
}

function prepare(local: LocalTransform, source: FullImage): Transform {
  switch (local.transform) {
    case 'bilateral':
      return prepareBilateral(source, local.settings, local.statistics);
    case 'median':
      return prepareMedian(source, local.settings);
    case 'non-local means':
      return prepareNonLocalMeans(source, local.settings);
  }
}

/** The rows of a tile, and not those around them, whose own surroundings are missing. */
export function tile({ local, source, above, rows, target }: Tile): PixelData | undefined {
  const result = newImage(source);
  prepare(local, source)(source, result);
  const own = rowsOf(result, { from: above, to: above + rows }).data;
  if (target === undefined) return own.slice();
  target.data.set(own);
  return undefined;
}
