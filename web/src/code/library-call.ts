import { attackCalls, attackOptions } from './attack-calls.js';
import { literal, object } from './literals.js';
import { drawsOf, fileOf, shownDrawOf, type Subject, topKOf, windowOf } from './subject.js';

/** Where adversaries come from: made again, or read as they were saved, to the last bit. */
export type Origin = 'made' | 'saved';

/** The classifier of the page. */
function classifierOf({ model, modelName }: Subject): string {
  const path = 'node_modules/pixel-deflection/assets/classifier/tiny-imagenet-100.onnx';
  return `const classifier = await loadClassifier(${literal(model.source === 'built-in' ? path : modelName)});
`;
}

/** Options of `defendedClassifier`, but for the seed and the number of draws. */
function defenseOptions(subject: Subject): Record<string, unknown> {
  const { deflections, map, aggregate, denoiser, wavelet, method, threshold, sigma, ycbcr } = subject.defense;
  return {
    deflections,
    window: windowOf(subject),
    map,
    ...(map === 'r-cam' && { topK: topKOf(subject), aggregate }),
    denoiser,
    ...(denoiser === 'wavelet' && { denoiserOptions: { wavelet, method, threshold, sigma, ycbcr } }),
  };
}

const imports = (attack: string | undefined) => `${
  attack === undefined
    ? ''
    : `import { ${attack} } from 'pixel-deflection/attacks';
`
}import { ${attack === undefined ? 'readImage' : 'readImage, writeImage'} } from 'pixel-deflection/io';
import { loadClassifier } from 'pixel-deflection/models';
import { defendedClassifier } from 'pixel-deflection/pipeline';
`;

function pictureOf({ stem }: Subject, what: string): string {
  return `const ${what} = classifier.prepare((await readImage(${literal(fileOf(stem, what))})).image);\n`;
}

/** The adversary of the page's attack. */
function adversaryOf(subject: Subject, origin: Origin): string {
  if (origin === 'saved') return pictureOf(subject, 'adversary');
  const { attack, model, stem } = subject;
  const target = attack.target === undefined ? undefined : model.classes[attack.target];
  const aim = target && `targets: [classifier.labels.findIndex(({ id }) => id === ${literal(target.label)})]`;
  const options = object(attackOptions(attack), aim === undefined ? [] : [aim]);
  return `const [{ rounded: adversary }] = await ${attackCalls[attack.method].run}(classifier, [clean], ${options});
await writeImage(${literal(fileOf(stem, 'adversary'))}, adversary);
`;
}

/** Lines that print the one draw that the page shows. */
function shownDraw(subject: Subject): string {
  const draw = shownDrawOf(subject);
  if (draw === undefined) return '';
  const options = { ...defenseOptions(subject), ensemble: draw + 1, seed: subject.defense.seed };
  return `// The draw that the page shows.
const drawing = defendedClassifier(classifier, ${object(options)});
await show('adversary, draw ${draw}', classifier, (await drawing.draws(adversary))[${draw}]);
`;
}

/** A program that attacks the picture, defends it, and prints what the classifier says: {@link expectedLines}. */
export function defenseProgram(subject: Subject, origin: Origin): string {
  const options = { ...defenseOptions(subject), ensemble: drawsOf(subject), seed: subject.defense.seed };
  return `${imports(origin === 'made' ? attackCalls[subject.attack.method].run : undefined)}
${classifierOf(subject)}${pictureOf(subject, 'clean')}${adversaryOf(subject, origin)}
const defended = defendedClassifier(classifier, ${object(options)});

const [{ index: label }] = await classifier.classify(clean, { top: 1 });
const [first, second] = await classifier.classify(adversary, { top: 2 });
const rival = first.index === label ? second.index : first.index;
const show = async (what, model, image) => {
  const all = await model.classify(image, { top: classifier.labels.length });
  const percent = (index) => {
    const { name, probability } = all.find((each) => each.index === index);
    return \`\${name} \${(100 * probability).toFixed(3)} %\`;
  };
  console.log(\`\${what}: \${percent(label)}, \${percent(rival)}\`);
};
await show('clean', classifier, clean);
await show('adversary', classifier, adversary);
await show('clean, defended', defended, clean);
await show('adversary, defended', defended, adversary);
${shownDraw(subject)}await classifier.dispose();
`;
}

/** A program that attacks the whole defense, or the classifier alone, and has seeds judge that the attacker does not know. */
export function adaptiveProgram(subject: Subject, origin: Origin, firstJudge: number): string {
  const { defense, settings, epsilon, stem } = subject;
  const { knows, eot, iterations, draws } = settings;
  const target = knows
    ? `// As someone sees the defense who knows all of it but its seed; what the picture shows, the classifier alone says.
const { inputGradient, ...seen } = defended(${defense.seed}).adaptive({ draws: ${eot}, seed: ${defense.seed} });
const target = { ...seen, inputGradient, logits: (images) => classifier.logits(images) };
`
    : '';
  const options = object({ epsilon, step: epsilon / 4, iterations }, ['labels: [label]']);
  const adversary =
    origin === 'saved'
      ? pictureOf(subject, 'adaptive')
      : `${target}const [{ rounded: adaptive }] = await igsm(${knows ? 'target' : 'classifier'}, [clean], ${options});
await writeImage(${literal(fileOf(stem, 'adaptive'))}, adaptive);
`;
  return `${imports(origin === 'made' ? 'igsm' : undefined)}
${classifierOf(subject)}${pictureOf(subject, 'clean')}const [{ index: label, name }] = await classifier.classify(clean, { top: 1 });
const settings = ${object(defenseOptions(subject))};
const defended = (seed) => defendedClassifier(classifier, { ...settings, seed });

${adversary}
let right = 0;
let sum = 0;
for (let judge = 0; judge < ${draws}; judge++) {
  const all = await defended(${firstJudge} + judge).classify(adaptive, { top: classifier.labels.length });
  if (all[0].index === label) right++;
  sum += all.find(({ index }) => index === label).probability;
}
console.log(\`adaptive: right with \${right} of ${draws} seeds, \${name} \${((100 * sum) / ${draws}).toFixed(3)} %\`);
await classifier.dispose();
`;
}
