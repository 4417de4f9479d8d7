import { type Chain, notebookChains, waveletsAlone } from '../../story/settings.js';
import { controls, withoutGradients } from './attacks.js';
import type { PlanPreset } from './preset.js';

/** Its wavelets' σ of [0,1], as published. */
const sigma = 0.04;

/** A column of the notebook's table as a defense. */
function defenseOf({ name, map, deflections, algorithm, denoiser }: Chain): object {
  const deflect = deflections === 0 ? [] : [{ deflect: { deflections, algorithm } }];
  return { name, map, chain: [...deflect, ...(denoiser === 'none' ? [] : [{ wavelet: { sigma } }])] };
}

/** The notebook's final table: each column with its own number of deflections. */
export const notebook: PlanPreset = {
  name: 'notebook',
  summary: "the notebook's table over many pictures: IGSM against PD, PD+WD, PD+R-CAM, PD+R-CAM+WD, WD and JPEG 40",
  repeats: 5,
  contents: (models) => ({
    attacks: [
      { method: 'igsm', epsilon: [2, 4], iterations: 10 },
      ...controls({ epsilon: [2, 4] }),
      ...withoutGradients(models),
    ],
    defenses: [...[...notebookChains, waveletsAlone].map(defenseOf), { name: 'JPEG 40', chain: 'jpeg:quality=40' }],
  }),
};
