import type { Stage } from '../worker/protocol.js';
import type { Settings } from './settings.js';

/**
 * The stages of the notebook's final table, each with the notebook's own number of deflections (for 224 × 224), and the
 * wavelets alone. The rows of the untouched pictures and of JPEG are always there.
 */
export const notebookStages: readonly Stage[] = [
  { name: 'PD', deflections: 600, map: 'none', denoiser: 'none' },
  { name: 'PD+WD', deflections: 200, map: 'none', denoiser: 'wavelet' },
  { name: 'PD+R-CAM', deflections: 1500, map: 'r-cam', denoiser: 'none' },
  { name: 'PD+R-CAM+WD', deflections: 1500, map: 'r-cam', denoiser: 'wavelet' },
  { name: 'WD', deflections: 0, map: 'none', denoiser: 'wavelet' },
];

/** The stage that is not one of the notebook's. */
export const ownStage = 'Your settings';

/** The notebook's stages, and the defense as it is set. */
export function stagesOf({ deflections, map, denoiser }: Settings): readonly Stage[] {
  return [...notebookStages, { name: ownStage, deflections, map, denoiser }];
}
