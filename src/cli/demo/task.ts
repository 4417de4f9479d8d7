import type { StorySettings, ToldPicture } from '../../evaluation/story/index.js';
import type { FigureUris } from '../../report/story-parts.js';
import type { ModelFacts } from '../classifier/open.js';

/** What every picture of `demo` is treated with. */
export interface DemoSettings {
  readonly story: StorySettings;
  /** The true class of all pictures, by its key, its name or its index, where it was given. */
  readonly label: string | undefined;
}

/** One picture to tell the story of. */
export interface DemoTask {
  readonly input: string;
}

/** What a thread found out about a picture. */
export interface DemoReport {
  readonly input: string;
  readonly notices: readonly string[];
  readonly told: ToldPicture;
  readonly figures: FigureUris;
  readonly model: ModelFacts & { readonly width: number; readonly height: number; readonly classes: number };
}
