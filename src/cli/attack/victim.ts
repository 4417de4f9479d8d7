import type { FullImage } from '../../core/image.js';
import type { Seed } from '../../core/random.js';
import { type Classification, type Classifier, type Model, rankClasses, softmax } from '../../models/index.js';
import { type DefendedClassifier, defendedClassifier } from '../../pipeline/index.js';
import { type Defense, defenseOf } from '../classifier/defense.js';
import { classifierOptions } from '../preset-file.js';
import type { AdaptiveSettings } from './adaptive-flags.js';
import type { AdaptiveFacts, Judgement } from './task.js';

/** Seeds that adversaries are judged with. */
const judges = 5;

/** A seed further on. */
function after(seed: Seed, steps: number): Seed {
  const next = BigInt(seed) + BigInt(steps);
  return BigInt(Number(next)) === next && Number.isSafeInteger(Number(next)) ? Number(next) : next;
}

/** What is attacked. */
export interface Victim {
  /** What the attack on a picture sees. */
  model(clean: FullImage): Promise<Model>;
  /** Who names its pictures behind the defense, with seeds of their own; undefined without one. */
  readonly judge:
    | ((image: FullImage, fooled: (index: number) => boolean, label: number) => Promise<Judgement>)
    | undefined;
  readonly facts: AdaptiveFacts | undefined;
}

/** The class that most seeds name; of several the one that was named first. */
function mostNamed(classes: readonly Classification[]): Judgement['named'] {
  const times = ({ index }: Classification) => classes.filter((each) => each.index === index).length;
  const { label, name } = classes.reduce((best, each) => (times(each) > times(best) ? each : best));
  return { label, name };
}

/** A defended classifier as an adaptive attacker sees it, who does not know the seeds it is judged with. */
function defended(classifier: Classifier, settings: AdaptiveSettings): Victim {
  const { draws, wavelet, holdMap, seed, options, map, ensemble, vote } = settings;
  const { classifier: attacked, facts }: Defense = defenseOf(classifier, settings);
  const seeds = Array.from({ length: judges }, (_, i) => after(seed, i + 1));
  const panel: DefendedClassifier[] = seeds.map((each) =>
    defendedClassifier(classifier, { ...classifierOptions(options), map, ensemble, vote, seed: each }),
  );
  return {
    model: async (clean) => {
      const held = holdMap && map !== 'none' && map !== 'center';
      return attacked.adaptive({
        draws,
        seed,
        wavelet,
        ...(held && {
          map: await classifier.activationMap(clean, {
            kind: map,
            topK: 'chain' in options ? options.topK : undefined,
          }),
        }),
      });
    },
    judge: async (image, fooled, label) => {
      const classes: Classification[] = [];
      for (const judge of panel) {
        // oxlint-disable-next-line no-await-in-loop -- one session runs one picture after the other
        classes.push(...(await judge.classify(image, { top: 1 })));
      }
      return {
        label: classes.filter(({ index }) => index === label).length,
        fooled: classes.filter(({ index }) => fooled(index)).length,
        named: mostNamed(classes),
      };
    },
    facts: { ...facts, adaptive: { draws, wavelet: wavelet ?? null, map: holdMap ? 'held' : 'recomputed' }, seeds },
  };
}

/** What is attacked: the classifier, or the whole of it behind a defense. */
export function victimOf(classifier: Classifier, settings: AdaptiveSettings | undefined): Victim {
  if (settings !== undefined) return defended(classifier, settings);
  return { model: () => Promise.resolve(classifier), judge: undefined, facts: undefined };
}

/** The likeliest class of a picture at the model's size. */
export async function namesOf(model: Model, labels: Classifier['labels'], images: readonly FullImage[]) {
  const rows = await model.logits(images);
  return rows.map((row) => rankClasses(softmax(row), labels, { top: 1 })[0]);
}
