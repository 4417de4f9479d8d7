// The numbers of Prakash et al., "Deflecting Adversarial Attacks with Pixel Deflection", CVPR 2018, arXiv 1801.08926, which
// reports show beside what was measured. Attacks are called as in plans; `none` stands for clean pictures.

export type PublishedModel = 'ResNet-50' | 'VGG-19' | 'Inception-v3';

/** Top-1 accuracy in per cent, over pictures that are right before the attack. */
export interface PublishedAccuracy {
  readonly table: 1 | 3;
  readonly model: PublishedModel;
  readonly attack: string;
  /** ‖x'−x‖₂/‖x‖₂; null for clean pictures. */
  readonly relativeL2: number | null;
  readonly undefended: number;
  /** Behind one draw of PD+R-CAM+WD: 100 deflections, window 10, σ 0.04. */
  readonly defended: number;
  /** Behind ten draws, joined by majority. */
  readonly ensemble: number;
}

type Row = readonly [attack: string, relativeL2: number | null, undefended: number, defended: number, ensemble: number];

function accuracies(table: 1 | 3, model: PublishedModel, rows: readonly Row[]): PublishedAccuracy[] {
  return rows.map(([attack, relativeL2, undefended, defended, ensemble]) => {
    return { table, model, attack, relativeL2, undefended, defended, ensemble };
  });
}

/** Table 3. */
export const publishedTable3: readonly PublishedAccuracy[] = [
  ...accuracies(3, 'ResNet-50', [
    ['none', null, 100, 98.3, 98.9],
    ['fgsm', 0.05, 20.0, 79.9, 81.5],
    ['igsm', 0.03, 14.1, 83.7, 83.7],
    ['deepfool', 0.02, 26.3, 86.3, 90.3],
    ['jsma', 0.02, 25.5, 91.5, 97.0],
    ['l-bfgs', 0.02, 12.1, 88.0, 91.6],
    ['cw', 0.04, 4.8, 92.7, 98.0],
  ]),
  ...accuracies(3, 'VGG-19', [
    ['none', null, 100, 99.8, 99.8],
    ['fgsm', 0.05, 12.2, 79.3, 81.3],
    ['igsm', 0.04, 9.79, 79.2, 81.6],
    ['deepfool', 0.01, 23.7, 83.9, 91.6],
    ['jsma', 0.01, 29.1, 95.8, 98.5],
    ['l-bfgs', 0.03, 13.8, 83.0, 93.9],
    ['cw', 0.04, 0.0, 93.1, 97.6],
  ]),
  ...accuracies(3, 'Inception-v3', [
    ['none', null, 100, 98.1, 98.5],
    ['fgsm', 0.05, 22.1, 85.8, 87.1],
    ['igsm', 0.04, 15.5, 89.7, 89.1],
    ['deepfool', 0.02, 27.2, 82.6, 85.3],
    ['jsma', 0.02, 24.2, 93.7, 98.6],
    ['l-bfgs', 0.02, 12.5, 87.1, 91.0],
    ['cw', 0.04, 7.1, 93.9, 98.5],
  ]),
];

/** Table 1: larger perturbations, of ResNet-50. */
export const publishedTable1: readonly PublishedAccuracy[] = accuracies(1, 'ResNet-50', [
  ['fgsm', 0.12, 11.1, 61.5, 70.4],
  ['igsm', 0.09, 11.1, 62.5, 72.5],
  ['deepfool', 0.08, 8.0, 82.4, 88.9],
  ['jsma', 0.05, 22.1, 88.9, 92.1],
  ['l-bfgs', 0.04, 12.1, 77.0, 89.0],
]);

/** Destruction rates, 0…1: shares of the adversaries that fool the bare classifier and are named rightly again. */
export interface PublishedDestruction {
  readonly table: 4;
  /** As in the preset `paper-table-4`; of feature squeezing the better one of its forms. */
  readonly defense: string;
  readonly fgsm: number;
  /** Null where the paper has none. */
  readonly igsm: number | null;
  readonly deepfool: number;
  readonly cw: number;
}

/** Table 4: over relative L2 from 0.02 to 0.06. */
export const publishedTable4: readonly PublishedDestruction[] = [
  // oxlint-disable-next-line oxc/approx-constant -- as published, and no logarithm
  { table: 4, defense: 'feature squeezing', fgsm: 0.434, igsm: 0.644, deepfool: 0.786, cw: 0.915 },
  { table: 4, defense: 'Xie', fgsm: 0.478, igsm: null, deepfool: 0.983, cw: 0.969 },
  { table: 4, defense: 'Guo', fgsm: 0.629, igsm: 0.882, deepfool: 0.883, cw: 0.859 },
  { table: 4, defense: 'PD', fgsm: 0.735, igsm: 0.88, deepfool: 0.914, cw: 0.931 },
  { table: 4, defense: 'PD+R-CAM', fgsm: 0.746, igsm: 0.912, deepfool: 0.911, cw: 0.952 },
  { table: 4, defense: 'PD+R-CAM+DCT', fgsm: 0.737, igsm: 0.906, deepfool: 0.874, cw: 0.93 },
  { table: 4, defense: 'PD+R-CAM+DWT', fgsm: 0.769, igsm: 0.927, deepfool: 0.948, cw: 0.981 },
];
