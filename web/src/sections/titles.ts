import type { DenoiserName } from 'pixel-deflection';
import type { MapKind } from 'pixel-deflection/pipeline';
import type { AttackName } from '../worker/protocol.js';

/** Attacks, with a word on what they do. */
export const attackTitles: Readonly<Record<AttackName, string>> = {
  fgsm: 'FGSM: one step',
  igsm: 'IGSM: small steps',
  'mi-fgsm': 'MI-FGSM: with momentum',
  pgd: 'PGD: from a random start',
  'apgd-ce': 'Auto-PGD',
  square: 'Square: without gradients',
  deepfool: 'DeepFool: the nearest boundary',
  cw: 'Carlini and Wagner',
  'l-bfgs': 'L-BFGS',
  jsma: 'JSMA: few pixels',
  fab: 'FAB',
};

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
