// Defenses that several presets have, as in a plan of YAML.

/** The paper's deflection: 100 whole pixels, window 10. */
const paperDeflection = 'deflect:deflections=100,window=10,algorithm=joint';

export const paperDefense = {
  name: 'PD+R-CAM+WD',
  chain: `${paperDeflection}+wavelet:sigma=0.04`,
  map: 'r-cam',
} as const;

/** Ten draws of it, joined by majority: the paper's Ens-10. */
export const ensembleOf10 = { ...paperDefense, name: 'Ens-10', ensemble: 10 } as const;

export const deflectionAlone = { name: 'PD', chain: paperDeflection } as const;
export const deflectionByMap = { name: 'PD+R-CAM', chain: paperDeflection, map: 'r-cam' } as const;
export const withoutMap = { name: 'PD+WD', chain: paperDefense.chain } as const;

/** The paper's defense with other steps before, and options of the wavelets. */
export function variant(name: string, change: { readonly deflect?: string; readonly wavelet?: string }): object {
  const deflect = change.deflect === undefined ? paperDeflection : `${paperDeflection},${change.deflect}`;
  const wavelet = change.wavelet === undefined ? '' : `,${change.wavelet}`;
  return { name, chain: `${deflect}+wavelet:sigma=0.04${wavelet}`, map: 'r-cam' };
}
