import { afterAll, beforeAll, expect, it } from 'vitest';
import { interleaved, referencePicture } from '../../test/support/reference-model.js';
import { describeShared, maxDifference, referenceFloats, referenceJson, shared } from '../../test/support/shared.js';
import type { FullImage } from '../core/image.js';
import { readImage } from '../io/index.js';
import type { Classifier } from './classifier.js';
import { loadClassifier } from './load-classifier.js';
import { crossEntropy } from './losses.js';

interface Gradient {
  model: string;
  photo: string;
  label: number;
  input: { file: string };
  logits: { file: string };
  d_loss_d_input: { file: string };
}

interface Maps {
  top5: number[];
  class_activation_maps_raw: { file: string; shape: number[] };
  each_min_max_normalised_then_sum_over_2_to_the_i: { file: string };
  each_min_max_normalised_then_geometric_mean_floor_1e_12: { file: string };
}

const largest = (values: ArrayLike<number>) => maxDifference(values, new Float32Array(values.length));

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, v, i) => sum + v * b[i], 0);

describeShared('the reference in float64', () => {
  for (const [n, model] of ['mobilenet_v2_224.onnx', 'squeezenet1_1.onnx'].entries()) {
    let reference: Gradient;
    let maps: Maps;
    let classifier: Classifier;
    let picture: FullImage<Float32Array>;
    beforeAll(async () => {
      reference = referenceJson<Gradient[]>('gradients.json')[n];
      maps = referenceJson<Maps[]>('activation-maps.json')[n];
      expect(reference.model).toBe(model);
      classifier = await loadClassifier(shared('models', model));
      picture = referencePicture(reference.input.file, classifier.card.input);
    });
    afterAll(() => classifier.dispose());

    it(`has the logits of ${model}, to 1e-5 of the largest`, async () => {
      const expected = referenceFloats(reference.logits.file);
      const [logits] = await classifier.logits([picture]);
      expect(maxDifference(logits, expected) / largest(expected)).toBeLessThan(1e-5);
    });

    it(`has the gradient of ${model}, in units per level`, async () => {
      const { input } = classifier.card;
      const perUnit = interleaved(referenceFloats(reference.d_loss_d_input.file), input);
      const expected = perUnit.map((v, i) => {
        const at = input.channelOrder === 'RGB' ? i % 3 : 2 - (i % 3);
        return (v * input.scale) / input.deviation[at];
      });
      const [found] = (await classifier.inputGradient([picture], crossEntropy([reference.label]))).gradients;
      const error = found.map((v, i) => v - expected[i]);
      expect(Math.sqrt(dot(error, error) / dot(expected, expected))).toBeLessThan(3e-2);
      expect(dot(found, expected) / Math.sqrt(dot(found, found) * dot(expected, expected))).toBeGreaterThan(0.9995);
    });

    it(`has the activation maps of ${model}`, async () => {
      const { top5, class_activation_maps_raw: raw, ...combined } = maps;
      const [classes, height, width] = raw.shape;
      const all = referenceFloats(raw.file);
      const geometric = await classifier.activationMap(picture, { topK: classes });
      const exponential = await classifier.activationMap(picture, { topK: classes, aggregate: 'exponential' });
      expect([geometric.method, geometric.grid.width, geometric.grid.height]).toEqual(['cam', width, height]);
      expect(geometric.classes.map(({ index }) => index)).toEqual(top5);
      for (let c = 0; c < classes; c++) {
        const expected = all.subarray(c * width * height, (c + 1) * width * height);
        const range = Math.max(...expected) - Math.min(...expected);
        expect(maxDifference(geometric.grid.classMaps[c], expected) / range).toBeLessThan(1e-5);
      }
      const files = combined as Omit<Maps, 'top5' | 'class_activation_maps_raw'>;
      const mean = referenceFloats(files.each_min_max_normalised_then_geometric_mean_floor_1e_12.file);
      expect(maxDifference(geometric.grid.data, mean)).toBeLessThan(1e-4);
      const sum = referenceFloats(files.each_min_max_normalised_then_sum_over_2_to_the_i.file);
      expect(maxDifference(exponential.grid.data, sum)).toBeLessThan(1e-4);
    });

    it(`prepares the photo for ${model} as Pillow does, to a level on average`, async () => {
      const { image } = await readImage(shared('photos', reference.photo));
      const prepared = classifier.prepare(image);
      const difference = prepared.data.reduce((total, v, i) => total + Math.abs(v - picture.data[i]), 0);
      expect(difference / prepared.data.length).toBeLessThan(0.2);
      expect(largest(prepared.data.map((v, i) => v - picture.data[i]))).toBeLessThan(6);
      const found = await classifier.classify(image);
      expect(found.map(({ index }) => index).slice(0, 2)).toEqual(maps.top5.slice(0, 2));
    });
  }
});
