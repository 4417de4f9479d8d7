export { publishedSettings, publishedTable } from './published.js';
export type { DefendedPicture, StoryPictures } from './pictures.js';
export type {
  AttackFacts,
  Column,
  Defense,
  DeflectionFacts,
  Histogram,
  NamedClass,
  Outcome,
  PictureStory,
  Scores,
  Shown,
  StoryRecord,
  ToldPicture,
  Totals,
} from './record.js';
export { type StoryOptions, type StorySettings, storySettings } from './settings.js';
export { tellStory, type Told } from './tell-story.js';
export { commonCopiesAt, totalsOf } from './totals.js';
