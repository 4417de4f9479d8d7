import { describe, expect, it } from 'vitest';
import { igsm } from '../../attacks/index.js';
import { colourCard, colourModel, side } from '../../../test/support/colour-model.js';
import type { FullImage } from '../../core/image.js';
import { createRandom } from '../../core/random.js';
import { compressJpegSync } from '../../defenses/compress-jpeg.js';
import { type Classifier, loadClassifier } from '../../models/index.js';
import { defendedClassifier } from '../../pipeline/index.js';
import { wilson } from '../statistics/wilson.js';
import { histogram } from './histogram.js';
import { first, firstBut, probabilitiesOf, scoresOf } from './scores.js';
import { controlChains, notebookChains, storySettings } from './settings.js';
import { tellStory } from './tell-story.js';
import { commonCopiesAt, totalsOf } from './totals.js';

async function using(run: (classifier: Classifier) => Promise<void>): Promise<void> {
  const classifier = await loadClassifier(colourModel(), { model: { name: 'colours', ...colourCard } });
  await run(classifier).finally(() => classifier.dispose());
}

/** A reddish picture with noise. */
function picture(): FullImage<Uint8Array> {
  const random = createRandom(5, 'story');
  const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => [150, 90, 80][i % 3] + random.randint(-40, 40));
  return { width: side, height: side, channels: 3, data };
}

/** How many samples are marked. */
const moved = (data: Uint8Array) => data.reduce((sum, bits) => sum + [0, 1, 1, 2, 1, 2, 2, 3][bits], 0);

const settings = storySettings({ seed: 3, draws: 6, epsilon: 24 });

describe('tellStory', () => {
  it('has in its table what attack, defense and JPEG give by themselves', async () => {
    await using(async (classifier) => {
      const { story, pictures } = await tellStory(classifier, picture(), settings);
      const clean = classifier.prepare(picture());
      const [attacked] = await igsm(classifier, [clean], {
        epsilon: 24,
        step: 6,
        iterations: 10,
        surviveRounding: true,
      });
      const adversary = { ...attacked.rounded, data: Float32Array.from(attacked.rounded.data) };
      expect(pictures.defense?.adversary.data).toEqual(adversary.data);
      expect(story.defense?.attack).toMatchObject({ success: true, successAfterRounding: true, iterations: 10 });
      const [row] = await probabilitiesOf(classifier, [adversary]);
      const [truth, adversarial] = [story.truth.index, firstBut(row, story.truth.index)];
      expect(story.defense?.attack.adversarial.index).toBe(adversarial);

      const columns = new Map(story.defense?.table.map((column) => [column.name, column]));
      for (const { name, map, deflections, denoiser } of notebookChains) {
        const options = { map, deflections, denoiser, seed: 3, ensemble: 6 };
        // oxlint-disable-next-line no-await-in-loop -- four
        const draws = await defendedClassifier(classifier, options).draws(adversary);
        // oxlint-disable-next-line no-await-in-loop -- four
        const rows = await probabilitiesOf(classifier, draws);
        const mean = (index: number) => rows.reduce((sum, each) => sum + each[index], 0) / 6;
        const right = rows.filter((each) => first(each) === truth).length;
        const column = columns.get(name);
        expect(column).toMatchObject({ draws: 6, right, interval: wilson(right, 6) });
        expect(column?.truth).toBeCloseTo(mean(truth), 12);
        expect(column?.adversarial).toBeCloseTo(mean(adversarial), 12);
      }
      const jpeg = compressJpegSync(attacked.rounded, { quality: 40 });
      const [compressed] = await probabilitiesOf(classifier, [jpeg]);
      expect(columns.get('JPEG 40')?.truth).toBe(compressed[truth]);
      expect(columns.get('Adversary')?.truth).toBe(row[truth]);
    });
  });

  it('copies as many samples in every column of the control', async () => {
    await using(async (classifier) => {
      const { story } = await tellStory(classifier, picture(), settings);
      const wanted = commonCopiesAt(side, side);
      expect(wanted).toBe(Math.round((1800 * side * side) / 224 ** 2));
      const copies = story.defense?.control.map(({ deflection }) => deflection?.copies ?? 0) ?? [];
      expect(copies).toHaveLength(4);
      for (const each of copies) expect(each - wanted).toBeGreaterThanOrEqual(0);
      for (const each of copies) expect(each - wanted).toBeLessThanOrEqual(2);
    });
  });

  it('shows where samples were copied, as often as it says', async () => {
    await using(async (classifier) => {
      const { story, pictures } = await tellStory(classifier, picture(), settings);
      const { steered, many } = pictures.defense ?? {};
      // A sample may be overwritten twice.
      const { copies } = story.defense?.steered.deflection ?? { copies: 0 };
      expect(moved(steered?.copied.data ?? new Uint8Array())).toBeLessThanOrEqual(copies);
      expect(moved(steered?.copied.data ?? new Uint8Array())).toBeGreaterThan(copies / 2);
      expect(moved(many?.copied.data ?? new Uint8Array())).toBeGreaterThan(0);
      expect(story.defense?.steered.copiesByMap.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    });
  });

  it('ends where the model is wrong, and takes its answer where nothing is said', async () => {
    await using(async (classifier) => {
      const wrong = await tellStory(classifier, picture(), settings, 2);
      expect(wrong.story).toMatchObject({ outcome: 'wrong before', truth: { index: 2, name: 'blue' } });
      expect(wrong.story.defense).toBeUndefined();
      const own = await tellStory(classifier, picture(), settings);
      expect(own.story.truth.index).toBe(own.story.clean[0].index);
      await expect(tellStory(classifier, picture(), settings, 6)).rejects.toThrow(
        'from 0 to 5 for truth but received 6',
      );
      expect(totalsOf([wrong.story, own.story]).outcomes['wrong before']).toBe(1);
    });
  });

  it('says that an attack failed that had too little budget', async () => {
    await using(async (classifier) => {
      const { story } = await tellStory(classifier, picture(), { ...settings, epsilon: 0.6, stepSize: 0.2 });
      expect(story.outcome).toBe('attack failed');
      expect(story.defense?.attack).toMatchObject({ successAfterRounding: false });
    });
  });
});

describe('the settings', () => {
  it('have one number of copies in every control column, and are checked', () => {
    expect(new Set(controlChains.map(({ deflections }) => deflections)).size).toBe(1);
    expect(() => storySettings({ epsilon: 0 })).toThrow('Expected a number above 0 for epsilon but received 0');
    expect(() => storySettings({ draws: 0 })).toThrow('Expected an integer from 1 to 1000 for draws but received 0');
    expect(() => storySettings({ step: 1 } as object)).toThrow('for the options of tellStory but received "step"');
    expect(storySettings({ epsilon: 8 }).stepSize).toBe(2);
  });
});

describe('scoresOf', () => {
  it('gives the five likeliest, with those that are wanted in any case', () => {
    const labels = Array.from({ length: 9 }, (_, i) => ({ id: `c${i}`, name: `class ${i}` }));
    const row = Float64Array.from({ length: 9 }, (_, i) => (9 - i) / 45);
    const indices = (always: number[]) => scoresOf(row, { labels }, always).map(({ index }) => index);
    expect(indices([0, 3])).toEqual([0, 1, 2, 3, 4]);
    expect(indices([0, 8])).toEqual([0, 1, 2, 3, 8]);
    expect(indices([7, 8])).toEqual([0, 1, 2, 7, 8]);
  });
});

describe('histogram', () => {
  it('gives shares of ten bins, the last with its end', () => {
    expect(histogram([0, 0.05, 0.1, 0.95, 1])).toEqual([0.4, 0.2, 0, 0, 0, 0, 0, 0, 0, 0.4]);
    expect(histogram([])).toEqual(Array.from({ length: 10 }, () => 0));
  });
});
