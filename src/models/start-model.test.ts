import { describe, expect, it } from 'vitest';
import { graph, node, tensor } from '../../test/support/onnx/build.js';
import { changed, problem } from '../../test/support/bad-model.js';
import { picture } from '../../test/support/pictures.js';
import { maxDifference } from '../../test/support/shared.js';
import { smallCard, smallClassifier } from '../../test/support/small-classifier.js';
import { loadClassifier } from './load-classifier.js';
import { parseModel } from './onnx/model-file.js';

const card = smallCard({ name: 'net' });
const image = picture(8, 6);

describe('scores', () => {
  it('are refused where they are no numbers, when the model is loaded', async () => {
    expect(await problem(smallClassifier({ end: 'nan' }))).toBe(
      'net: gave NaN for class 0 of picture 0: check scale, mean and deviation of its card, or get the file again',
    );
  });

  it('are refused where they are infinite, for the picture that gives them', async () => {
    const byMean = changed(({ graph: g }) => {
      g.node.push(
        node('GlobalAveragePool', ['picture'], ['means']),
        node('Flatten', ['means'], ['flat_means']),
        node('Slice', ['flat_means', 'from', 'to', 'axes'], ['red']),
        node('Div', ['scores', 'red'], ['result']),
      );
      const given = { from: tensor([1], [0]), to: tensor([1], [1]), axes: tensor([1], [1]) };
      const weights = Object.fromEntries(
        Object.entries(given).map(([name, t]) => [name, { ...t, type: 'int64' as const }]),
      );
      g.initializer.push(
        ...parseModel(graph({ inputs: { x: [1] }, output: 'x', nodes: [], weights })).graph.initializer,
      );
      g.output[0].name = 'result';
    });
    const classifier = await loadClassifier(byMean, { model: card });
    const black = { ...image, data: new Float32Array(144) };
    await expect(classifier.classify([image, black])).rejects.toThrow(
      /^net: gave -?Infinity for class 0 of picture 1: check scale/,
    );
    expect(await classifier.classify(image)).toHaveLength(5);
    await classifier.dispose();
  });

  it('that are probabilities are found out where nothing says so', async () => {
    const plain = await loadClassifier(smallClassifier(), { model: card });
    const [logits] = await plain.logits([image]);
    for (const end of ['softmax', 'exp-over-sum'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- two
      const classifier = await loadClassifier(smallClassifier({ end }), { model: card });
      expect(classifier.card.output).toBe('probabilities');
      // oxlint-disable-next-line no-await-in-loop
      const [found] = await classifier.logits([image]);
      // The logarithms of probabilities are logits that are moved by one number.
      const moved = end === 'softmax' ? 0 : found[0] - logits[0];
      expect(
        maxDifference(
          found,
          logits.map((v) => v + moved),
        ),
      ).toBeLessThan(1e-5);
      // oxlint-disable-next-line no-await-in-loop
      await classifier.dispose();
    }
    await plain.dispose();
  });

  it('are compared with what the card says of them', async () => {
    for (const end of ['softmax', 'exp-over-sum'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- two
      expect(await problem(smallClassifier({ end }), smallCard({ name: 'net', output: 'logits' }))).toBe(
        "net: gives probabilities, its card says logits: set output to 'probabilities'",
      );
    }
    expect(await problem(smallClassifier(), smallCard({ name: 'net', output: 'probabilities' }))).toBe(
      "net: gives scores that are no probabilities (in [0,1], with sum 1), its card says so: set output to 'logits'",
    );
  });
});
