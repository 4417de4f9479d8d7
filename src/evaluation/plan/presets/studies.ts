import { controls, paperAttacks, paperSizes, withoutGradients } from './attacks.js';
import { deflectionByMap, ensembleOf10, paperDefense, variant, withoutMap } from './defenses.js';
import type { PlanPreset } from './preset.js';

/** Two attacks of the paper that differ most: small steps of signs, and the smallest L2. */
const twoAttacks = (['igsm', 'cw'] as const).map((method) => ({ method, relativeL2: paperSizes[method] }));

/** What each part of the defense adds: one thing changed at a time. */
export const ablation: PlanPreset = {
  name: 'ablation',
  summary: 'the parts of PD+R-CAM+WD one by one: map, bias, deflection, wavelets, thresholds, colours, σ, ensemble',
  repeats: 5,
  contents: (models) => ({
    attacks: [...twoAttacks, ...controls({ relativeL2: [0.04] }), ...withoutGradients(models)],
    defenses: [
      paperDefense,
      { ...withoutMap, name: 'no map' },
      variant('bias 0.2', { deflect: 'bias=0.2' }),
      variant('bias -0.2', { deflect: 'bias=-0.2' }),
      { ...deflectionByMap, name: 'deflection only' },
      { name: 'wavelets only', chain: 'wavelet:sigma=0.04' },
      variant('hard thresholds', { wavelet: 'threshold=hard' }),
      variant('RGB', { wavelet: 'ycbcr=false' }),
      variant('rescaled sigma', { wavelet: 'sigmaScale=rescaled' }),
      ensembleOf10,
    ],
  }),
};

const sweptDeflections = [50, 100, 200, 400, 800];
const sweptWindows = [5, 10, 20];
const sweptSigmas = [0.02, 0.04, 0.06];

/** Deflections × window × σ, without a map. */
export const sweep: PlanPreset = {
  name: 'sweep',
  summary: 'deflections 50…800 × window 5, 10, 20 × σ 0.02, 0.04, 0.06 of PD+WD against IGSM',
  repeats: 3,
  contents: (models) => ({
    attacks: [
      { method: 'igsm', relativeL2: paperSizes.igsm },
      ...controls({ relativeL2: [paperSizes.igsm] }),
      ...withoutGradients(models),
    ],
    defenses: sweptDeflections.flatMap((deflections) =>
      sweptWindows.flatMap((window) =>
        sweptSigmas.map((sigma) => ({
          name: `${deflections} deflections, window ${window}, σ ${sigma}`,
          chain: [{ deflect: { deflections, window, algorithm: 'joint' } }, { wavelet: { sigma } }],
        })),
      ),
    ),
  }),
};

/** Where perturbations lie, beside where the object is: no defense takes part. */
export const localisation: PlanPreset = {
  name: 'localisation',
  summary: "where the object's map and each attack's perturbation lie, and how they correlate; no defense",
  repeats: 1,
  contents: (models) => ({
    attacks: [...paperAttacks, ...controls({ relativeL2: [0.04] }), ...withoutGradients(models)],
    defenses: [],
    localisation: true,
  }),
};

/**
 * The same attack by one who ignores the defense, who knows a draw of its deflections, and who knows all but its seed: 30
 * sign steps of a level within ε 4, as in carlini/pixel-deflection, and 20 draws behind each gradient.
 */
export const adaptive: PlanPreset = {
  name: 'adaptive',
  summary: 'IGSM at ε 4, oblivious, gray-box and adaptive (20 draws), against PD+WD, PD+R-CAM+WD and ten draws of each',
  repeats: 5,
  contents: (models) => {
    const igsm = { method: 'igsm', epsilon: 4, step: 1, iterations: 30 };
    return {
      attacks: [
        igsm,
        { ...igsm, knowledge: 'gray-box' },
        { ...igsm, knowledge: 'adaptive', adaptive: { draws: 20 } },
        ...controls({ epsilon: [4] }),
        ...withoutGradients(models),
      ],
      defenses: [
        withoutMap,
        paperDefense,
        { ...withoutMap, name: 'PD+WD Ens-10', ensemble: 10 },
        { ...ensembleOf10, name: 'PD+R-CAM+WD Ens-10' },
      ],
    };
  },
};
