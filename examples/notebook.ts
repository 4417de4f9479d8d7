// The published notebook as a script to change: a picture, an adversary (IGSM), pixel deflection, wavelets, CAM and R-CAM,
// and the table of them all. It writes a Markdown page with its pictures; docs/story.md has what it writes.
//   npm run notebook -- [picture] [class] [model] [folder]
// or, with Node 22.18 and newer, after `npm run build`: node examples/notebook.ts [picture] [class] [model] [folder]
// class: the true class, by its key or its name; where there is none, what the model says
// Attack and wavelets are those of the built-in classifier (docs/story.md#settings); for ImageNet models, the published ones
// are ε 2, step 0.5 and σ 0.04.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ActivationMap, defend, type DefendOptions, type FullImage, psnr } from 'pixel-deflection';
import { igsm } from 'pixel-deflection/attacks';
import { readImage } from 'pixel-deflection/io';
import { compressJpegSync } from 'pixel-deflection/jpeg';
import { loadClassifier } from 'pixel-deflection/models';
import { defendedClassifier } from 'pixel-deflection/pipeline';
import sharp from 'sharp';

const given = process.argv.slice(2);
const [
  file = 'assets/samples/n07749582_lemon.png',
  label = given.length === 0 ? 'lemon' : '',
  model = 'assets/classifier/tiny-imagenet-100.onnx',
] = given;
const folder = given[3] ?? 'out/notebook';
const attack = { epsilon: 4, step: 1, iterations: 10, surviveRounding: true };
const wavelets = { denoiser: 'wavelet', denoiserOptions: { sigma: 0.06 } } as const;
const [draws, seed] = [20, 1];

type Picture = FullImage<Float32Array>;
const page: string[] = [];
const percent = (share: number) => `${(100 * share).toFixed(1).padStart(5)} %`;
const blocks = (share: number) => '█'.repeat(Math.round(24 * share)).padEnd(24, '·');

const classifier = await loadClassifier(model, { threads: 1 });
const clean: Picture = classifier.prepare((await readImage(file)).image);
const { width, height, labels } = classifier;
mkdirSync(folder, { recursive: true });

/** Pictures side by side, small ones enlarged pixel by pixel. */
async function figure(name: string, about: string, ...pictures: Picture[]): Promise<void> {
  const scale = Math.max(1, Math.floor(224 / width));
  const [across, down] = [scale * width, scale * height];
  const parts = pictures.map(async ({ data }, i) => {
    const picture = sharp(Uint8ClampedArray.from(data), { raw: { width, height, channels: 3 } });
    const input = await picture.resize(across, down, { kernel: 'nearest' }).png().toBuffer();
    return { input, left: i * (across + 8), top: 0 };
  });
  const size = { width: pictures.length * (across + 8) - 8, height: down, channels: 3 as const, background: 'white' };
  await sharp({ create: size })
    .composite(await Promise.all(parts))
    .toFile(join(folder, `${name}.png`));
  page.push(`![${about}](${name}.png)`, '');
}

/** The likeliest classes as bars. */
async function bars(title: string, picture: Picture): Promise<void> {
  const lines = (await classifier.classify(picture)).map(({ name, index, probability: p }) => {
    const mark = index === truth ? ' ← true' : index === adversarial ? ' ← adversarial' : '';
    return `${percent(p)} ${blocks(p)} ${name}${mark}`;
  });
  page.push('```text', title, ...lines, '```', '');
}

/** How the values of a map are spread. */
function histogram(title: string, values: ArrayLike<number>): void {
  const bins = Array.from({ length: 10 }, () => 0);
  for (const value of Array.from(values)) bins[Math.min(9, Math.floor(10 * value))] += 1 / values.length;
  page.push(
    '```text',
    title,
    ...bins.map((share, i) => `${(i / 10).toFixed(1)} ${percent(share)} ${blocks(share)}`),
    '```',
    '',
  );
}

/** A picture behind the defense, where samples were overwritten, and the map's values there. */
function deflect(picture: Picture, options: DefendOptions): { picture: Picture; marks: Picture; values: number[] } {
  const [marks, values] = [picture.data.map((v) => v / 3), [] as number[]];
  const onCopy = (x: number, y: number, channel: number) => {
    marks[(y * width + x) * 3 + channel] = 255;
    if (options.map) values.push(options.map.data[y * width + x]);
  };
  const { data } = defend(picture, { denoiser: 'none', seed, ...options, onCopy });
  return { picture: { ...picture, data }, marks: { ...picture, data: marks }, values };
}

const [answer] = await classifier.classify(clean, { top: 1 });
const known = labels.findIndex(({ id, name }) => [id, name].includes(label));
const truth = known < 0 ? answer.index : known;
let adversarial = -1;
page.push(
  '## 1. The clean picture',
  '',
  `True class: ${labels[truth].name}${known < 0 ? ', as the model says' : ''}.`,
  '',
);
await figure('clean', 'The clean picture', clean);
await bars('clean', clean);

const [found] = await igsm(classifier, [clean], attack);
const adversary: Picture = { ...found.rounded, data: Float32Array.from(found.rounded.data) };
adversarial = (await classifier.classify(adversary, { top: 2 })).find(({ index }) => index !== truth)?.index ?? -1;
const { linf, relativeL2 } = found.distancesAfterRounding;
const gain = 2 ** Math.floor(Math.log2(128 / Math.max(1, linf)));
const perturbation = { ...clean, data: clean.data.map((v, i) => 128 + gain * (adversary.data[i] - v)) };
page.push(
  '## 2. The adversary, and its perturbation',
  '',
  `Relative L2 ${relativeL2.toFixed(4)}; drawn × ${gain}.`,
  '',
);
await figure('adversary', 'The adversary and its perturbation', adversary, perturbation);
await bars(found.successAfterRounding ? 'adversary' : 'the attack failed', adversary);

page.push('## 3. Pixel deflection: 200 and 600, and where they fell', '');
const [few, many] = [200, 600].map((deflections) => deflect(adversary, { deflections }));
await figure('deflected', '200 and 600 deflections', few.picture, few.marks, many.picture, many.marks);
await bars('PD (200)', few.picture);
await bars('PD (600)', many.picture);

const cost = deflect(clean, { deflections: 600 }).picture;
page.push('## 4. The clean picture behind it', '', `${psnr(clean, cost).toFixed(1)} dB to the clean picture.`, '');
await bars('clean, PD (600)', cost);

page.push('## 5. Wavelet denoising', '');
const denoised = deflect(adversary, { deflections: 200, ...wavelets }).picture;
await figure('denoised', 'Before and after wavelet denoising', few.picture, denoised);
await bars('PD (200) + WD', denoised);

page.push('## 6. Where the model looks: CAM and R-CAM', '');
const cam = await classifier.activationMap(adversary, { kind: 'cam' });
const rCam = await classifier.activationMap(adversary, { kind: 'r-cam' });
const light = ({ data }: ActivationMap) => adversary.data.map((v, i) => v * (0.2 + 0.8 * data[Math.floor(i / 3)]));
await figure('maps', 'CAM and R-CAM', { ...adversary, data: light(cam) }, { ...adversary, data: light(rCam) });
histogram('CAM', cam.data);
histogram('R-CAM', rCam.data);

page.push('## 7. Deflection with the R-CAM: 1500, and where they fell', '');
const steered = deflect(adversary, { deflections: 1500, map: rCam });
await figure('steered', '1500 deflections with the R-CAM', steered.picture, steered.marks);
await bars('PD + R-CAM (1500)', steered.picture);
histogram('R-CAM where samples were overwritten', steered.values);

page.push('## 8. The table', '', `Mean confidence over ${draws} draws, and how often the true class is first.`, '');
page.push(
  `| | ${labels[truth].name} | ${labels[adversarial].name} | true class first |`,
  '| --- | ---: | ---: | ---: |',
);
async function row(name: string, pictures: readonly FullImage[]): Promise<void> {
  const all = await classifier.classify(pictures, { top: labels.length });
  const mean = (index: number) =>
    all.reduce((sum, ranked) => sum + (ranked.find((each) => each.index === index)?.probability ?? 0), 0) / all.length;
  const right = all.filter(([best]) => best.index === truth).length;
  page.push(`| ${name} | ${percent(mean(truth))} | ${percent(mean(adversarial))} | ${right} of ${all.length} |`);
}
const ensemble = { seed, ensemble: draws };
const drawn = (options: object) => defendedClassifier(classifier, { ...ensemble, ...options }).draws(adversary);
await row('Clean', [clean]);
await row('Adversary', [adversary]);
await row('PD', await drawn({ map: 'none', deflections: 600, denoiser: 'none' }));
await row('PD+WD', await drawn({ map: 'none', deflections: 200, ...wavelets }));
await row('PD+R-CAM', await drawn({ map: 'r-cam', deflections: 1500, denoiser: 'none' }));
await row('PD+R-CAM+WD', await drawn({ map: 'r-cam', deflections: 1500, ...wavelets }));
await row('JPEG 40', [compressJpegSync(found.rounded, { quality: 40 })]);

writeFileSync(join(folder, 'notebook.md'), `${page.join('\n')}\n`);
console.log(page.join('\n'));
await classifier.dispose();
