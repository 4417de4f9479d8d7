import { integer } from '../../core/checks.js';
import type { Image } from '../../core/image.js';
import type { Classifier } from '../../models/index.js';
import type { StoryPictures } from './pictures.js';
import type { Defense, Outcome, PictureStory } from './record.js';
import { first, named, probabilitiesOf, scoresOf } from './scores.js';
import type { StorySettings } from './settings.js';
import { tellDefense } from './tell-defense.js';
import { mostlyRight } from './totals.js';

/** The story of one picture: what a report says, and what its figures are drawn from. */
export interface Told {
  readonly story: PictureStory;
  readonly pictures: StoryPictures;
}

function outcomeOf({ attack, table }: Defense): Outcome {
  if (!attack.successAfterRounding) return 'attack failed';
  const column = table.find(({ name }) => name === 'PD+R-CAM+WD') as Defense['table'][number];
  return mostlyRight(column) ? 'recovered' : 'not recovered';
}

/**
 * The story of the published notebook for one picture: clean, attacked by IGSM, deflected, denoised, with a robust
 * activation map (A. Prakash et al., "Deflecting adversarial attacks with pixel deflection", CVPR 2018, and its
 * `demo.ipynb`). The attacker knows the classifier and not the defense. Adversaries are rounded to 8 bits, everything
 * after that is computed as floats. Draws come from one stream per (seed, picture), as in the defended classifier.
 *
 * @param image of any size
 * @param truth index of the true class; undefined: what the model names for the picture
 * @throws RangeError for a class that the model does not have
 */
export async function tellStory(
  classifier: Classifier,
  image: Image,
  settings: StorySettings,
  truth?: number,
): Promise<Told> {
  const { placement, ...clean } = classifier.prepare(image);
  const [row] = await probabilitiesOf(classifier, [clean]);
  const answer = first(row);
  const index = truth === undefined ? answer : integer(truth, 'truth', 0, classifier.classes - 1);
  const facts = {
    size: { width: placement.imageWidth, height: placement.imageHeight },
    seen: { width: placement.width, height: placement.height },
    truth: named(classifier, index),
    clean: scoresOf(row, classifier, [index]),
  };
  if (answer !== index) return { story: { outcome: 'wrong before', ...facts }, pictures: { clean } };
  const { defense, pictures } = await tellDefense(clean, index, { classifier, settings });
  return { story: { outcome: outcomeOf(defense), ...facts, defense }, pictures: { clean, defense: pictures } };
}
