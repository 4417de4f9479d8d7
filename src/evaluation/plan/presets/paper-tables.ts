import { controls, paperAttacks, withoutGradients } from './attacks.js';
import { deflectionAlone, deflectionByMap, ensembleOf10, paperDefense } from './defenses.js';
import type { PlanPreset } from './preset.js';

/** Table 3 of the paper, at the relative L2 of its column for ResNet-50. */
export const paperTable3: PlanPreset = {
  name: 'paper-table-3',
  summary: "the paper's Table 3: its six attacks at its relative L2 for ResNet-50, against PD+R-CAM+WD and Ens-10",
  repeats: 3,
  contents: (models) => ({
    attacks: [...paperAttacks, ...controls({ relativeL2: [0.02, 0.05] }), ...withoutGradients(models)],
    defenses: [paperDefense, ensembleOf10],
  }),
};

/** The relative L2 that the destruction rates of Table 4 are over. */
const table4Sizes = [0.02, 0.03, 0.04, 0.05, 0.06];

/**
 * Table 4 of the paper. Feature squeezing (Xu et al., NDSS 2018) in its two forms; random resizing and padding (Xie et al.,
 * ICLR 2018), the mean of 30 draws as published; cropping, total variance minimisation and quilting one after the other
 * (Guo et al., ICLR 2018), the mean of 10 draws, where 30 crops are published: each draw takes as long as hundreds of
 * deflections.
 */
export const paperTable4: PlanPreset = {
  name: 'paper-table-4',
  summary:
    "the paper's Table 4: FGSM, IGSM, DeepFool, C&W against feature squeezing, Xie, Guo, PD with R-CAM, DCT and DWT",
  repeats: 3,
  contents: (models) => ({
    attacks: [
      ...['fgsm', 'igsm', 'deepfool', 'cw'].map((method) => ({ method, relativeL2: table4Sizes })),
      ...controls({ relativeL2: table4Sizes }),
      ...withoutGradients(models),
    ],
    defenses: [
      { name: 'FS bit depth', chain: 'bit-depth:bits=5' },
      { name: 'FS median', chain: 'median:size=2' },
      { name: 'Xie', chain: 'resize-pad', ensemble: 30, vote: 'mean' },
      { name: 'Guo', chain: 'crop+tvm+quilt', ensemble: 10, vote: 'mean' },
      deflectionAlone,
      deflectionByMap,
      { name: 'PD+R-CAM+DCT', chain: `${deflectionAlone.chain}+dct:sigma=0.04`, map: 'r-cam' },
      { ...paperDefense, name: 'PD+R-CAM+DWT' },
    ],
  }),
};
