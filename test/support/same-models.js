// Runs in Node and in browsers, unchanged: what a classifier makes of a picture.

/**
 * @param {typeof import('../../dist/models/index.js')} library
 * @param {string | Uint8Array} source of the model
 * @param {import('../../dist/models/index.js').LoadOptions['model']} model its card
 * @param {import('../../dist/index.js').Image} image
 */
export async function modelNumbers(library, source, model, image) {
  const classifier = await library.loadClassifier(source, { model });
  const prepared = classifier.prepare(image);
  const [{ index }] = await classifier.classify(image, { top: 1 });
  const { logits, gradients } = await classifier.inputGradient([prepared], library.crossEntropy([index]));
  const map = await classifier.activationMap(image);
  const gradCam = await classifier.activationMap(image, { kind: 'grad-cam' });
  const result = {
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
