import type { ActivationResult } from 'pixel-deflection/models';
import { correlation, peaksApart, shareApart } from '../figures/map-difference.js';
import { attackMovesMap, mapsDiffer, mapsSentence } from '../text/index.js';
import { mapTitles } from './titles.js';

export type Kind = 'cam' | 'r-cam' | 'grad-cam';
/** What a reader looks at: CAM and R-CAM side by side, or one map. */
export type Shown = Kind | 'both';
export type Of = 'clean' | 'attacked';

/** Maps of one picture: CAM and R-CAM always, Grad-CAM where it was asked for. */
export type Maps = Readonly<Record<'cam' | 'r-cam', ActivationResult>> & { readonly 'grad-cam'?: ActivationResult };
export type BothMaps = Readonly<Record<Of, Maps>>;

export function kindsOf(shown: Shown): readonly Kind[] {
  return shown === 'both' ? ['cam', 'r-cam'] : [shown];
}

/** What the attack does to the maps that are shown, and how CAM and R-CAM of one picture differ. */
export function mapSentences({ clean, attacked }: BothMaps, of: Of, kinds: readonly Kind[]): string {
  const moves = kinds.flatMap((kind) => {
    const [before, after] = [clean[kind], attacked[kind]];
    if (before === undefined || after === undefined) return [];
    return attackMovesMap({ name: mapTitles[kind], ...peaksApart(before, after) });
  });
  const cam = correlation(clean.cam, attacked.cam);
  const rCam = correlation(clean['r-cam'], attacked['r-cam']);
  const agree = Number.isFinite(cam) && Number.isFinite(rCam) ? [mapsSentence({ cam, rCam })] : [];
  const { cam: one, 'r-cam': other } = of === 'clean' ? clean : attacked;
  const differ = mapsDiffer(of, peaksApart(one, other).apart, shareApart(one, other, 0.25));
  return [...moves, ...agree, differ].join(' ');
}
