/**
 * The final table of the published notebook (`demo.ipynb` of iamaaditya/pixel-deflection, January 2018): Keras ResNet-50,
 * one photo of a badger, one draw; confidences in per cent, by the names of our columns. Its adversary is of
 * BasicIterativeMethod of cleverhans; the file is 0.0158 of the picture's length away from it.
 */
export const publishedTable = {
  source: 'demo.ipynb of iamaaditya/pixel-deflection: Keras ResNet-50, one photo, one draw',
  truth: {
    name: 'badger',
    percent: { Clean: 100, Adversary: 15, PD: 75, 'PD+WD': 92, 'PD+R-CAM': 82, 'PD+R-CAM+WD': 97 },
  },
  adversarial: {
    name: 'skunk',
    percent: { Clean: 0, Adversary: 59, PD: 16, 'PD+WD': 7, 'PD+R-CAM': 12, 'PD+R-CAM+WD': 2 },
  },
} as const;

/** What the notebook and the paper say about their settings, for reports to put beside those that were used. */
export const publishedSettings = {
  attack: 'IGSM, |L2| 0.0158 of the picture’s (notebook), .03 to .04 (paper, table 3)',
  deflections: '600 for PD, 200 for PD+WD, 1500 turns with R-CAM (notebook); 100 (paper)',
  window: '10',
  denoiser: 'wavelets db1, BayesShrink, soft, σ 0.04, YCbCr',
  size: '224 × 224',
} as const;
