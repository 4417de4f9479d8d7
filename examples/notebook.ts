// The published notebook as a script to change: a picture, an adversary (IGSM), pixel deflection, wavelets, CAM and R-CAM,
// and the table of them all. It writes a Markdown page with its pictures; docs/story.md has what it writes.
//   npm run notebook -- [picture] [class] [model] [folder]
// or, with Node 22.18 and newer, after `npm run build`: node examples/notebook.ts [picture] [class] [model] [folder]
// class: the true class, by its key or its name; where there is none, what the model says
// Attack and wavelets are those of the built-in classifier (docs/story.md#settings); for ImageNet models, the published ones
// are ε 2, step 0.5 and σ 0.04. How the page looks is in notebook-page.ts.
import { type ActivationMap, defend, type DefendOptions, type FullImage, psnr } from 'pixel-deflection';
import { igsm } from 'pixel-deflection/attacks';
import { readImage } from 'pixel-deflection/io';
import { compressJpegSync } from 'pixel-deflection/jpeg';
import { loadClassifier } from 'pixel-deflection/models';
import { defendedClassifier } from 'pixel-deflection/pipeline';
import { createPage } from './notebook-page.ts';

const given = process.argv.slice(2);
const file = given[0] ?? 'assets/samples/n07749582_lemon.png';
const label = given[1] ?? (given.length === 0 ? 'lemon' : '');
const model = given[2] ?? 'assets/classifier/tiny-imagenet-100.onnx';
const page = createPage(given[3] ?? 'out/notebook', 'notebook.md');
const attack = { epsilon: 4, step: 1, iterations: 10, surviveRounding: true };
const wavelets = { denoiser: 'wavelet', denoiserOptions: { sigma: 0.06 } } as const;
const [draws, seed] = [20, 1];

type Picture = FullImage<Float32Array>;
const classifier = await loadClassifier(model, { threads: 1 });
const { labels } = classifier;
const marks: Record<number, string> = {};
const bars = async (title: string, picture: Picture) => page.bars(title, await classifier.classify(picture), marks);

/** A picture behind the defense, where samples were overwritten, and the map's values there. */
function deflect(picture: Picture, options: DefendOptions): { picture: Picture; fell: Picture; values: number[] } {
  const [fell, values] = [picture.data.map((v) => v / 3), [] as number[]];
  const onCopy = (x: number, y: number, channel: number) => {
    fell[(y * picture.width + x) * 3 + channel] = 255;
    if (options.map) values.push(options.map.data[y * picture.width + x]);
  };
  const { data } = defend(picture, { denoiser: 'none', seed, ...options, onCopy });
  return { picture: { ...picture, data }, fell: { ...picture, data: fell }, values };
}

const clean: Picture = classifier.prepare((await readImage(file)).image);
const [answer] = await classifier.classify(clean, { top: 1 });
const known = labels.findIndex(({ id, name }) => [id, name].includes(label));
const truth = known < 0 ? answer.index : known;
marks[truth] = 'true';
page.heading('1. The clean picture', `True class: ${labels[truth].name}${known < 0 ? ', as the model says' : ''}.`);
await page.figure('clean', 'The clean picture', clean);
await bars('clean', clean);

const [found] = await igsm(classifier, [clean], attack);
const adversary: Picture = { ...found.rounded, data: Float32Array.from(found.rounded.data) };
const likeliest = await classifier.classify(adversary, { top: 2 });
const adversarial = likeliest.find(({ index }) => index !== truth)?.index ?? -1;
marks[adversarial] = 'adversarial';
const { linf, relativeL2 } = found.distancesAfterRounding;
const gain = 2 ** Math.floor(Math.log2(128 / Math.max(1, linf)));
const perturbation = { ...clean, data: clean.data.map((v, i) => 128 + gain * (adversary.data[i] - v)) };
page.heading('2. The adversary, and its perturbation', `Relative L2 ${relativeL2.toFixed(4)}; drawn × ${gain}.`);
await page.figure('adversary', 'The adversary and its perturbation', adversary, perturbation);
await bars(found.successAfterRounding ? 'adversary' : 'the attack failed', adversary);

page.heading('3. Pixel deflection: 200 and 600, and where they fell');
const [few, many] = [200, 600].map((deflections) => deflect(adversary, { deflections }));
await page.figure('deflected', '200 and 600 deflections', few.picture, few.fell, many.picture, many.fell);
await bars('PD (200)', few.picture);
await bars('PD (600)', many.picture);

const cost = deflect(clean, { deflections: 600 }).picture;
page.heading('4. The clean picture behind it', `${psnr(clean, cost).toFixed(1)} dB to the clean picture.`);
await bars('clean, PD (600)', cost);

page.heading('5. Wavelet denoising');
const denoised = deflect(adversary, { deflections: 200, ...wavelets }).picture;
await page.figure('denoised', 'Before and after wavelet denoising', few.picture, denoised);
await bars('PD (200) + WD', denoised);

page.heading('6. Where the model looks: CAM and R-CAM');
const cam = await classifier.activationMap(adversary, { kind: 'cam' });
const rCam = await classifier.activationMap(adversary, { kind: 'r-cam' });
const light = ({ data }: ActivationMap) => adversary.data.map((v, i) => v * (0.2 + 0.8 * data[Math.floor(i / 3)]));
await page.figure('maps', 'CAM and R-CAM', { ...adversary, data: light(cam) }, { ...adversary, data: light(rCam) });
page.histogram('CAM', cam.data);
page.histogram('R-CAM', rCam.data);

page.heading('7. Deflection with the R-CAM: 1500, and where they fell');
const steered = deflect(adversary, { deflections: 1500, map: rCam });
await page.figure('steered', '1500 deflections with the R-CAM', steered.picture, steered.fell);
await bars('PD + R-CAM (1500)', steered.picture);
page.histogram('R-CAM where samples were overwritten', steered.values);

page.heading('8. The table', `Mean confidence over ${draws} draws, and how often the true class is first.`);
async function row(name: string, pictures: readonly FullImage[]): Promise<(string | number)[]> {
  const all = await classifier.classify(pictures, { top: labels.length });
  const mean = (index: number) => {
    const shares = all.map((ranked) => ranked.find((each) => each.index === index)?.probability ?? 0);
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  };
  const right = all.filter(([best]) => best.index === truth).length;
  return [name, mean(truth), mean(adversarial), `${right} of ${all.length}`];
}
const ensemble = { seed, ensemble: draws };
const drawn = (options: object) => defendedClassifier(classifier, { ...ensemble, ...options }).draws(adversary);
const rows = [
  await row('Clean', [clean]),
  await row('Adversary', [adversary]),
  await row('PD', await drawn({ map: 'none', deflections: 600, denoiser: 'none' })),
  await row('PD+WD', await drawn({ map: 'none', deflections: 200, ...wavelets })),
  await row('PD+R-CAM', await drawn({ map: 'r-cam', deflections: 1500, denoiser: 'none' })),
  await row('PD+R-CAM+WD', await drawn({ map: 'r-cam', deflections: 1500, ...wavelets })),
  await row('JPEG 40', [compressJpegSync(found.rounded, { quality: 40 })]),
];
page.table([labels[truth].name, labels[adversarial].name, 'true class first'], rows);
console.log(page.save());
await classifier.dispose();
