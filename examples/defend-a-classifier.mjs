// What the defense changes for one picture: the classes before and after, single and as an ensemble, and where the
// classifier looks.
//
// usage: node examples/defend-a-classifier.mjs MODEL PICTURE [PRESET]
// MODEL a name of the catalog or an ONNX file; PRESET torchvision, tf or caffe where the model has no card
import { readImage } from 'pixel-deflection/io';
import { loadClassifier } from 'pixel-deflection/models';
import { defendedClassifier } from 'pixel-deflection/pipeline';

const [model, picture, preset] = process.argv.slice(2);
const classifier = await loadClassifier(model, preset ? { model: { preset } } : {});
const { image } = await readImage(picture);

const percent = (value) => `${(100 * value).toFixed(1).padStart(5)} %`;
const show = (title, classes) => {
  console.log(title);
  for (const { name, probability } of classes) console.log(`  ${percent(probability)}  ${name}`);
};

show('undefended', await classifier.classify(image, { top: 3 }));
show('defended', await defendedClassifier(classifier, { seed: 1 }).classify(image, { top: 3 }));
show('ten draws', await defendedClassifier(classifier, { seed: 1, ensemble: 10 }).classify(image, { top: 3 }));

// The R-CAM as a picture of letters: the darker, the less a deflection may touch it.
const map = await classifier.activationMap(classifier.prepare(image));
const columns = 32;
const rows = 16;
for (let y = 0; y < rows; y++) {
  const line = Array.from({ length: columns }, (_, x) => {
    const at = Math.floor(((y + 0.5) * map.height) / rows) * map.width + Math.floor(((x + 0.5) * map.width) / columns);
    return ' .:-=+*#%@'[Math.min(9, Math.floor(10 * map.data[at]))];
  });
  console.log(`  ${line.join('')}`);
}
await classifier.dispose();
