// Runs in Node and in browsers, unchanged: what a classifier makes of a picture, bare and defended.

/**
 * @param {typeof import('../../dist/models/index.js')} library
 * @param {typeof import('../../dist/pipeline/index.js')} pipeline
 * @param {string | Uint8Array} source of the model
 * @param {import('../../dist/models/index.js').LoadOptions['model']} model its card
 * @param {import('../../dist/index.js').Image} image
 */
export async function modelNumbers(library, pipeline, source, model, image) {
  const classifier = await library.loadClassifier(source, { model });
  const prepared = classifier.prepare(image);
  const [{ index }] = await classifier.classify(image, { top: 1 });
  const { logits, gradients } = await classifier.inputGradient([prepared], library.crossEntropy([index]));
  const map = await classifier.activationMap(image);
  const gradCam = await classifier.activationMap(image, { kind: 'grad-cam' });
  const defended = pipeline.defendedClassifier(classifier, { seed: 7 });
  const ensemble = pipeline.defendedClassifier(classifier, { seed: 7, ensemble: 10, vote: 'mean' });
  const result = {
    defended: await defended.classify(image),
    ensemble: await ensemble.classify(image),
    card: classifier.card,
    classify: await classifier.classify(image),
    logits: [...logits[0]],
    gradient: [...gradients[0]],
    map: [...map.data],
    gradCam: [...gradCam.data],
    layer: map.layer,
  };
  await classifier.dispose();
  return result;
}
