import type { Chain, ChainStep } from '../../defenses/chain/chain.js';
import type { DefensePlan } from '../plan/plan.js';

/** A transform that tuned chains are compared with, and its own parameter swept, the mildest first. */
export interface ComparedFamily {
  readonly name: string;
  /** The parameter that is swept. */
  readonly parameter: string;
  readonly defenses: readonly DefensePlan[];
}

function family(
  name: string,
  parameter: string,
  values: readonly number[],
  chainOf: (value: number) => Chain,
  ensemble = 1,
): ComparedFamily {
  return {
    name,
    parameter,
    defenses: values.map((value) => ({
      name: `${name} ${value}`,
      chain: chainOf(value),
      map: 'none',
      ensemble,
      vote: 'majority',
    })),
  };
}

const tvm = (weight?: number): ChainStep => ({ transform: 'tvm', options: weight === undefined ? {} : { weight } });

/**
 * The transforms of related work with their parameters, the published value of each among them: JPEG (C. Guo et al., ICLR
 * 2018: quality 75), bit depth and median (W. Xu et al., NDSS 2018: 5 bits, 2 × 2), total variation minimisation (Guo:
 * 0.03), total-variation and non-local-means denoising (as in the repository: 0.1 each), resizing and padding (C. Xie et
 * al., ICLR 2018: the number of draws joined, 30 there), cropping followed by TVM (Guo: 90 of 224 pixels are kept there),
 * quilting (Guo: the number of nearest patches that one is picked among).
 */
export const comparedFamilies: readonly ComparedFamily[] = [
  family('JPEG', 'quality', [90, 75, 60, 50, 40, 30, 20, 10], (quality) => [
    { transform: 'jpeg', options: { quality } },
  ]),
  family('bit depth', 'bits', [6, 5, 4, 3, 2], (bits) => [{ transform: 'bit-depth', options: { bits } }]),
  family('median', 'size', [2, 3, 4, 5], (size) => [{ transform: 'median', options: { size } }]),
  family('TVM', 'weight', [0.01, 0.03, 0.1], (weight) => [tvm(weight)]),
  family('TV', 'weight', [0.02, 0.05, 0.1, 0.2], (weight) => [{ transform: 'tv', options: { weight } }]),
  family('NLM', 'h', [0.05, 0.1, 0.2], (h) => [{ transform: 'nlm', options: { h } }]),
  {
    ...family('resize+pad', 'draws', [1, 5, 10, 30], () => [{ transform: 'resize-pad', options: {} }]),
    defenses: [1, 5, 10, 30].map((ensemble) => ({
      name: `resize+pad ${ensemble}`,
      chain: [{ transform: 'resize-pad', options: {} }],
      map: 'none',
      ensemble,
      vote: 'mean',
    })),
  },
  family('crop+TVM', 'fraction', [0.95, 0.9, 0.8], (fraction) => [{ transform: 'crop', options: { fraction } }, tvm()]),
  family('quilting', 'neighbors', [1, 10], (neighbors) => [{ transform: 'quilt', options: { neighbors } }]),
];
