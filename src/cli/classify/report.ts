import type { Seed } from '../../core/random.js';
import type { Classification } from '../../models/index.js';
import type { DefenseFacts } from '../classifier/defense.js';
import type { ModelFacts } from '../classifier/open.js';
import type { Ranks } from './accuracy.js';

/** One class as `--json` prints it. */
export type NamedClass = Pick<Classification, 'label' | 'name' | 'probability'>;

/** What `--json` prints for a picture of `classify`, but for its last member. */
export interface ClassifyReport {
  readonly input: string;
  readonly inputSize: { readonly width: number; readonly height: number; readonly channels: number };
  readonly model: ModelFacts;
  /** The true class, where the picture's name tells it. */
  readonly truth: { readonly label: string; readonly name: string } | null;
  readonly before: readonly NamedClass[];
  readonly after?: readonly NamedClass[];
  readonly defense?: DefenseFacts;
  readonly seed?: Seed;
  readonly milliseconds: Readonly<Record<string, number>>;
  readonly notices: readonly string[];
  /** For the shares at the end; not printed. */
  readonly ranks: Ranks | undefined;
}
