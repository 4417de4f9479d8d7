import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { colourCard, colourLabels } from '../../../test/support/colour-model.js';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { attackOf, colourData, deflection, jobOf, none } from '../../../test/support/shard-jobs.js';
import { smallCard, smallClassifier } from '../../../test/support/small-classifier.js';
import { type AttackResult, autoAttack, deepFool, fgsm, igsm, pgd } from '../../attacks/index.js';
import { createRandom } from '../../core/random.js';
import { deflectPixels } from '../../defenses/deflect.js';
import { readImage } from '../../io/index.js';
import { type Classifier, loadClassifier, type Model, type ModelCard } from '../../models/index.js';
import { numberedLabels } from '../../models/numbered-labels.js';
import { defendedClassifier } from '../../pipeline/index.js';
import { parseRecord, rounded } from '../records/format.js';
import { createComputer } from './computer.js';
import { attackSeed, judgeSeed } from './seeds.js';
import type { ShardAttack } from './shard.js';

// The same numbers by direct calls of the library: an attack function, then a defended classifier.

const folder = temporaryFolder();
const { store, model, images, path } = await colourData(folder);
const computer = createComputer(store);
const classifier = await loadClassifier(path, { model: colourCard, threads: 1 });
afterAll(() => Promise.all([computer.dispose(), classifier.dispose()]));

/** The fourth picture: the least sure one. */
const image = images[3];
const { label } = image;
const file = readFileSync(join(folder, image.id));
const cleanOf = async (network: Classifier) => {
  const { width, height, data } = network.prepare((await readImage(file)).image);
  return { width, height, channels: 3 as const, data: Uint8Array.from(data) };
};
const clean = await cleanOf(classifier);
const seed = attackSeed('7', 'attack');
const labels = [label];

async function records(attack: ShardAttack, localisation = false) {
  const job = jobOf({ model, images: [image], attack, localisation });
  const { records: lines, unreadable } = await computer.compute(job);
  expect(unreadable).toEqual([]);
  return lines.trim().split('\n').map(parseRecord);
}

/** What the bare classifier and three draws of the defense make of a picture. */
async function judged(picture: { width: number; height: number; channels: 3 | 1 | 4; data: Uint8Array }) {
  const { chain, map } = deflection;
  const all = [0, 1, 2].map((draw) => defendedClassifier(classifier, { chain, map, seed: judgeSeed('7', draw) }));
  return Promise.all(
    [classifier, ...all].map(async (judge) => {
      const ranked = await judge.classify(picture, { top: 6 });
      return {
        prediction: ranked[0].index,
        confidence: rounded(ranked[0].probability),
        truth: rounded(ranked.find(({ index }) => index === label)!.probability),
      };
    }),
  );
}

/** Compares the records of an attack with a result that was made by hand. */
async function same(attack: ShardAttack, result: AttackResult) {
  const found = await records(attack);
  expect(found.map(({ prediction, confidence, truth }) => ({ prediction, confidence, truth }))).toEqual(
    await judged(result.rounded as typeof clean),
  );
  const { linf, l2, relativeL2, psnr, ssim } = result.distancesAfterRounding;
  const { success, successAfterRounding, iterations, queries, gradients, zeroGradients } = result;
  expect(found[0]).toMatchObject({
    linf: rounded(linf),
    l2: rounded(l2),
    relativeL2: rounded(relativeL2),
    before: label,
  });
  expect(found[0].made).toEqual({
    success,
    successAfterRounding,
    iterations,
    queries,
    gradients,
    zeroGradients,
    psnr: rounded(psnr),
    ssim: rounded(ssim),
  });
  expect(l2).toBeGreaterThan(0);
}

describe('records of an oblivious attack are those of direct calls', () => {
  it('with a budget in L∞', async () => {
    const [result] = await igsm(classifier, [clean], { epsilon: 12, labels });
    await same(attackOf({ method: 'igsm', sizes: [4, 12] }, { size: 12 }), result);
  });

  it('with a budget in L2, options and random numbers', async () => {
    const options = { iterations: 4, restarts: 2, step: 100 };
    const [result] = await pgd(classifier, [clean], { ...options, norm: 'l2', epsilon: 300, labels, seed });
    await same(attackOf({ method: 'pgd', measure: 'l2', sizes: [300], options }), result);
  });

  it('at its natural size, and brought to a relative L2 by its own rules', async () => {
    const [natural] = await deepFool(classifier, [clean], { labels });
    await same(attackOf({ method: 'deepfool', measure: 'natural', sizes: [null] }), natural);
    for (const scaling of ['rescale', 'overshoot'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const [scaled] = await deepFool(classifier, [clean], { labels, relativeL2: 0.15, scaling });
      const attack = attackOf({ method: 'deepfool', measure: 'relative-l2', sizes: [0.15], options: { scaling } });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await same(attack, scaled);
    }
  });

  it('of all members of AutoAttack, with what all of them took', async () => {
    const options = { iterations: 4, queries: 5 };
    const all = await autoAttack(classifier, [clean], { ...options, norm: 'l2', epsilon: 200, labels, seed });
    const counted = all.members.flatMap(({ results }) => results);
    const sum = (key: 'queries' | 'gradients' | 'zeroGradients') =>
      counted.reduce((total, result) => total + result[key], 0);
    await same(attackOf({ method: 'auto-attack', measure: 'l2', sizes: [200], options }), {
      ...all.resultsAfterRounding[0],
      queries: sum('queries'),
      gradients: sum('gradients'),
      zeroGradients: sum('zeroGradients'),
    });
  });
});

describe('a relative L2 of an attack with a budget', () => {
  it('is that of the ε with as long a perturbation, made longer inside of the box until it is reached', async () => {
    const size = 0.9;
    const norm = Math.hypot(...clean.data);
    const epsilon = (size * norm) / Math.sqrt(clean.data.length);
    const [result] = await fgsm(classifier, [clean], { epsilon, labels });
    // Bisection for the factor, where the attack's own perturbation was clipped.
    const at = (factor: number) =>
      Array.from(clean.data, (x, i) => Math.min(255, Math.max(0, x + factor * (result.adversary.data[i] - x))));
    const lengthAt = (factor: number) => Math.hypot(...at(factor).map((value, i) => value - clean.data[i]));
    expect(lengthAt(1)).toBeLessThan(0.99 * size * norm);
    let [low, high] = [1, 8];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (lengthAt(middle) < size * norm) low = middle;
      else high = middle;
    }
    const levels = Uint8Array.from(at(low), (value) => Math.round(value));
    const [first, ...rest] = await records(attackOf({ method: 'fgsm', measure: 'relative-l2', sizes: [size] }));
    expect([first, ...rest].map(({ prediction, confidence, truth }) => ({ prediction, confidence, truth }))).toEqual(
      await judged({ ...clean, data: levels }),
    );
    const length = Math.hypot(...levels.map((value, i) => Math.abs(value - clean.data[i])));
    expect(first.l2).toBe(rounded(length));
    expect(first.relativeL2).toBe(rounded(length / norm));
    expect(first.made).toMatchObject({ queries: result.queries + 2, success: true, successAfterRounding: true });
  });
});

describe('attackers who know the defense', () => {
  it('take gradients of the whole of it, with draws of their own', async () => {
    const { chain, map } = deflection;
    const drawsSeed = attackSeed('7', 'adaptive');
    const target = defendedClassifier(classifier, { chain, map }).adaptive({ draws: 4, seed: drawsSeed });
    const [result] = await pgd(target, [clean], { norm: 'l2', epsilon: 300, iterations: 3, labels, seed });
    expect(result.skipped).toBe(false);
    const adaptive = { draws: 4 };
    const common = { method: 'pgd', knowledge: 'adaptive', measure: 'l2', sizes: [300] } as const;
    const plan = { ...common, options: { iterations: 3 }, adaptive };
    await same(attackOf(plan, { target: deflection }), result);
    const held = defendedClassifier(classifier, { chain, map }).adaptive({
      draws: 4,
      seed: drawsSeed,
      wavelet: 'identity',
      map: await classifier.activationMap(clean, { kind: 'r-cam' }),
    });
    const [other] = await pgd(held, [clean], { norm: 'l2', epsilon: 300, iterations: 3, labels, seed });
    expect(other.rounded.data).not.toEqual(result.rounded.data);
    const heldPlan = { ...plan, adaptive: { draws: 4, wavelet: 'identity', map: 'held' } } as const;
    await same(attackOf(heldPlan, { target: deflection }), other);
  });

  it('of a part have one draw of the deflection, and not the denoiser', async () => {
    const random = createRandom(attackSeed('7', 'gray-box'));
    const from = Int32Array.from(clean.data, (_, i) => i);
    const at = (x: number, y: number, channel: number) => (y * clean.width + x) * 3 + channel;
    deflectPixels(clean, {
      deflections: 80,
      window: 4,
      map: await classifier.activationMap(clean, { kind: 'r-cam' }),
      random,
      onCopy: (x, y, channel, fromX, fromY) => (from[at(x, y, channel)] = from[at(fromX, fromY, channel)]),
    });
    const inputGradient: Model['inputGradient'] = async (pictures, loss) => {
      const shown = pictures.map((picture) => ({
        ...picture,
        data: Float32Array.from(from, (i) => picture.data[i]),
      }));
      const { logits, gradients } = await classifier.inputGradient(shown, loss);
      const pulled = gradients.map((gradient) => {
        const sum = new Float32Array(gradient.length);
        gradient.forEach((value, k) => (sum[from[k]] += value));
        return sum;
      });
      return { logits, gradients: pulled };
    };
    const [result] = await igsm({ ...classifier, inputGradient }, [clean], { epsilon: 14, labels });
    const [oblivious] = await igsm(classifier, [clean], { epsilon: 14, labels });
    expect(result.rounded.data).not.toEqual(oblivious.rounded.data);
    const plan = { method: 'igsm', knowledge: 'gray-box', sizes: [14] } as const;
    await same(attackOf(plan, { target: deflection }), result);
  });

  it('go on where the defense gets the clean picture wrong, but not the bare classifier', async () => {
    // Bit depth 1 makes another colour of the picture.
    const target = { ...none, name: 'bits', chain: [{ transform: 'bit-depth' as const, options: { bits: 1 } }] };
    const defended = defendedClassifier(classifier, { chain: target.chain });
    expect((await defended.classify(clean, { top: 1 }))[0].index).not.toBe(label);
    const plan = { method: 'igsm', knowledge: 'adaptive', sizes: [14] } as const;
    const [first] = await records(attackOf(plan, { target }));
    expect(first.l2).toBeGreaterThan(0);
    expect(first.made).toMatchObject({ iterations: 10, gradients: 10 });
  });
});

describe('transfer', () => {
  it('attacks another network, at its own size and by its own numbers of classes', async () => {
    const sourcePath = join(folder, 'source.onnx');
    writeFileSync(sourcePath, smallClassifier({ classes: 6, spread: 3, seed: 4 }));
    const card = {
      ...smallCard({ name: 'source' }),
      resize: 'stretch',
      output: 'logits',
      labels: colourLabels.toReversed(),
    } as ModelCard;
    const source = await loadClassifier(sourcePath, { model: card, threads: 1 });
    const small = await cleanOf(source);
    // A picture that the source gets right: its label is what it names.
    const [{ index }] = await source.classify(small, { top: 1 });
    const judgedLabel = 5 - index;
    const [result] = await igsm(source, [small], { epsilon: 60, labels: [index] });
    expect(result.skipped).toBe(false);
    const attack = attackOf(
      { method: 'igsm', sizes: [60], source: 'source' },
      { source: store.addModel('source', sourcePath, card) },
    );
    const job = jobOf({ model, images: [{ ...image, label: judgedLabel }], attack, localisation: true });
    const [first] = (await computer.compute(job)).records.split('\n').slice(0, 1).map(parseRecord);
    const shown = classifier.prepare(result.rounded);
    const ranked = await classifier.classify(shown, { top: 6 });
    expect(first).toMatchObject({
      label: judgedLabel,
      before: label,
      prediction: ranked[0].index,
      confidence: rounded(ranked[0].probability),
      // Where the adversary was made: 8 × 6 pixels.
      l2: rounded(result.distancesAfterRounding.l2),
    });
    expect(first.made).toMatchObject({ success: result.success, gradients: result.gradients });
    await source.dispose();
  });

  it('lists a picture whose class the attacked network does not know', async () => {
    const card = { ...colourCard, name: 'few', labels: colourLabels.map(({ id, name }) => ({ id: `${id}x`, name })) };
    const attack = attackOf({ method: 'igsm', source: 'few' }, { source: { name: 'few', sha256: model.sha256, card } });
    const { unreadable, count } = await computer.compute(jobOf({ model, images: [image], attack }));
    expect(count).toBe(0);
    expect(unreadable[0].reason).toBe('the network few, which is attacked, has no class c6');
  });

  it('takes a place in one output for the same place in another only where they are as long', async () => {
    const sourcePath = join(folder, 'numbered.onnx');
    writeFileSync(sourcePath, smallClassifier({ classes: 7 }));
    const card = { ...smallCard({ name: 'numbered' }), labels: numberedLabels(7) } as ModelCard;
    const judge = { ...model, card: { ...colourCard, labels: numberedLabels(6) } };
    const attack = attackOf(
      { method: 'igsm', source: 'numbered' },
      { source: store.addModel('numbered', sourcePath, card) },
    );
    const { unreadable } = await computer.compute(jobOf({ model: judge, images: [image], attack }));
    expect(unreadable[0].reason).toBe(`the network numbered, which is attacked, has no class ${label}`);
  });
});
