import type { DenoiserName } from 'pixel-deflection';
import type { MapKind } from 'pixel-deflection/pipeline';

/** Maps as people call them. */
export const mapTitles: Readonly<Record<MapKind, string>> = {
  'r-cam': 'R-CAM',
  cam: 'CAM',
  'grad-cam': 'Grad-CAM',
  center: 'the middle of the picture',
  none: 'no map',
};

/** Denoisers as people call them. */
export const denoiserTitles: Readonly<Record<DenoiserName, string>> = {
  wavelet: 'Wavelets',
  tv: 'Total variation',
  bilateral: 'Bilateral filter',
  nlm: 'Non-local means',
  wiener: 'Wiener filter',
  dct: 'DCT',
  none: 'None',
};
