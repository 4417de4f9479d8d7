// Attacks that several presets have, as in a plan of YAML.

/** The paper's relative L2 of each attack for ResNet-50 (Prakash et al., CVPR 2018, Table 3). */
export const paperSizes = {
  fgsm: 0.05,
  igsm: 0.03,
  deepfool: 0.02,
  jsma: 0.02,
  'l-bfgs': 0.02,
  cw: 0.04,
} as const;

/** The six attacks of the paper at its sizes. */
export const paperAttacks: readonly object[] = Object.entries(paperSizes).map(([method, relativeL2]) => ({
  method,
  relativeL2,
}));

/** Noise, of which no robustness can be told, at the sizes of the attacks beside it. */
export function controls(size: { readonly epsilon: readonly number[] } | { readonly relativeL2: readonly number[] }) {
  return ['uniform-noise', 'gaussian-noise'].map((method) => ({ method, ...size }));
}

/**
 * What no gradient can mislead: Square, for as many queries as most photos take, and where there are several models
 * adversaries of each for the others, by the attack that was made for that (MI-FGSM).
 */
export function withoutGradients(models: readonly string[]): object[] {
  const transfers = models.length < 2 ? [] : models.map((source) => ({ method: 'mi-fgsm', epsilon: 8, source }));
  return [{ method: 'square', epsilon: 4, queries: 1000 }, ...transfers];
}
