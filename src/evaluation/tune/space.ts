import { createRandom, type Seed } from '../../core/random.js';
import type { Chain, ChainStep } from '../../defenses/chain/chain.js';
import type { WaveletName } from '../../defenses/wavelet/filters.js';
import type { MapKind } from '../../pipeline/index.js';
import type { DefensePlan } from '../plan/plan.js';
import { comparedFamilies } from './compared.js';

/** What candidates are drawn from: for each parameter the values that it may take, each equally likely. */
export interface SearchSpace {
  /** Deflections for 224 × 224. */
  readonly deflections: readonly number[];
  /** Windows for 224 × 224, in pixels. */
  readonly windows: readonly number[];
  /** Maps that steer deflections. */
  readonly maps: readonly MapKind[];
  readonly wavelets: readonly WaveletName[];
  /** σ of the wavelet shrinkage, in [0,1] of the channel's range. */
  readonly sigmas: readonly number[];
  readonly sigmaScales: readonly ('published' | 'rescaled')[];
  readonly cycleSpins: readonly number[];
  /** JPEG qualities. */
  readonly qualities: readonly number[];
  /** Weights of total-variation denoising. */
  readonly weights: readonly number[];
  /** Draws of one decision, for chains that draw random numbers. */
  readonly ensembles: readonly number[];
  /** How the draws of a decision are joined. */
  readonly votes: readonly Candidate['vote'][];
  /** Chance that a chain has each of its parts. */
  readonly parts: { readonly [Part in PartName]: number };
}

type PartName = 'deflect' | 'wavelet' | 'jpeg' | 'tv' | 'resize-pad';

/** The space that is searched where nothing else is said. */
export const usualSpace: SearchSpace = {
  deflections: [100, 200, 400, 800, 1500, 3000],
  windows: [5, 10, 20],
  maps: ['none', 'none', 'r-cam'],
  wavelets: ['db1', 'db1', 'db2', 'db4', 'sym4', 'bior2.2'],
  sigmas: [0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1],
  sigmaScales: ['published', 'rescaled'],
  cycleSpins: [0, 0, 1, 3],
  qualities: [20, 30, 40, 50, 60, 75, 85],
  weights: [0.02, 0.04, 0.06, 0.1],
  ensembles: [1, 5, 10],
  votes: ['majority', 'mean'],
  parts: { deflect: 0.6, wavelet: 0.5, jpeg: 0.8, tv: 0.2, 'resize-pad': 0.4 },
};

/** Chains of the paper and of the notebook. */
export const publishedCandidates: readonly Candidate[] = [
  { deflections: 100, algorithm: 'joint', map: 'r-cam', ensemble: 1 },
  { deflections: 100, algorithm: 'joint', map: 'r-cam', ensemble: 10 },
  { deflections: 200, algorithm: 'notebook', map: 'none', ensemble: 1 },
  { deflections: 1500, algorithm: 'notebook', map: 'r-cam', ensemble: 1 },
].map(({ deflections, algorithm, map, ensemble }) => ({
  chain: [
    { transform: 'deflect', options: { deflections, window: 10, algorithm } },
    { transform: 'wavelet', options: { sigma: 0.04 } },
  ] as Chain,
  map: map as MapKind,
  ensemble,
  vote: 'majority',
}));

/** A candidate: a defense without a name. */
export type Candidate = Omit<DefensePlan, 'name'>;

/**
 * Chains that every search begins with: the published ones, then JPEG alone at each quality that others are judged beside.
 * It is the strongest of the cheap transforms, and a chain that does no better than it is not worth its price.
 */
export const firstCandidates: readonly Candidate[] = [
  ...publishedCandidates,
  ...comparedFamilies
    .filter(({ name }) => name === 'JPEG')
    .flatMap(({ defenses }) => defenses.map(({ chain, map, ensemble, vote }) => ({ chain, map, ensemble, vote }))),
];

const textOf = ({ chain, map, ensemble, vote }: Candidate) => JSON.stringify([chain, map, ensemble, vote]);

/** Whether two candidates do the same. */
export function sameDefense(a: Candidate, b: Candidate): boolean {
  return textOf(a) === textOf(b);
}

/** Draws a candidate. */
function drawCandidate(space: SearchSpace, random: ReturnType<typeof createRandom>): Candidate {
  const pick = <T>(values: readonly T[]): T => values[random.randint(0, values.length - 1)];
  const makers: { readonly [Part in PartName]: () => ChainStep } = {
    deflect: () => ({
      transform: 'deflect',
      options: { deflections: pick(space.deflections), window: pick(space.windows) },
    }),
    wavelet: () => ({
      transform: 'wavelet',
      options: {
        wavelet: pick(space.wavelets),
        sigma: pick(space.sigmas),
        sigmaScale: pick(space.sigmaScales),
        cycleSpin: pick(space.cycleSpins),
      },
    }),
    jpeg: () => ({ transform: 'jpeg', options: { quality: pick(space.qualities) } }),
    tv: () => ({ transform: 'tv', options: { weight: pick(space.weights) } }),
    'resize-pad': () => ({ transform: 'resize-pad', options: {} }),
  };
  const steps: ChainStep[] = [];
  for (const [part, make] of Object.entries(makers) as [PartName, () => ChainStep][]) {
    if (random.uniform(0, 1) >= space.parts[part]) continue;
    // Any order: each part goes to a place among those before it.
    steps.splice(random.randint(0, steps.length), 0, make());
  }
  const deflects = steps.some(({ transform }) => transform === 'deflect');
  const draws = deflects || steps.some(({ transform }) => transform === 'resize-pad');
  const voting = (ensemble: number) => ({ ensemble, vote: ensemble > 1 ? pick(space.votes) : ('majority' as const) });
  return {
    chain: steps,
    map: deflects ? pick(space.maps) : 'none',
    ...voting(draws ? pick(space.ensembles) : 1),
  };
}

/**
 * Candidates of a search: those that every search begins with, then chains drawn from a space, no two alike.
 * @param count of all
 */
export function drawCandidates(space: SearchSpace, count: number, seed: Seed): Candidate[] {
  const random = createRandom(seed, 'tune/candidates');
  const candidates = firstCandidates.slice(0, count);
  // A small space has fewer chains than were asked for.
  for (let tries = 0; candidates.length < count && tries < 100 * count; tries++) {
    const candidate = drawCandidate(space, random);
    if (candidate.chain.length === 0 || candidates.some((each) => sameDefense(each, candidate))) continue;
    candidates.push(candidate);
  }
  return candidates;
}
