import type { Defense, Shown } from '../evaluation/story/index.js';
import { classBars, histogramFigure, type Rivals } from './bars.js';
import { perturbationGain } from './figures.js';
import { type Html, html } from './html.js';
import { count, decibels, percent, range } from './numbers.js';
import { figure, image, section, type StoryParts } from './story-parts.js';

// The first seven steps of the notebook; the tables are the eighth.

/** What the classes of a story are coloured by. */
function rivalsOf({ picture }: StoryParts, defense?: Defense): Rivals {
  return { truth: picture.truth, adversarial: defense?.attack.adversarial };
}

const froms = {
  'file name': 'That is the class in the file’s name.',
  label: 'That is the class that --label gave.',
  prediction: 'No class was given: what the model says of the clean picture is taken for the truth.',
} as const;

/** Step 1: the clean picture. */
export function cleanStep(parts: StoryParts): Html {
  const { picture, record } = parts;
  const [best] = picture.clean;
  const { size, seen } = picture;
  const cut = seen.width !== size.width || seen.height !== size.height;
  const from = `${size.width} × ${size.height} pixels${cut ? `, of which the middle ${seen.width} × ${seen.height}` : ''}`;
  return section('1 · The clean picture', [
    figure(
      [image(parts, 'clean', 'clean'), classBars(picture.clean, rivalsOf(parts))],
      html`The model names it <b>${best.name}</b> with ${percent(best.probability)} %. The true class is
        <b class="true">${picture.truth.name}</b>, in green throughout. ${froms[picture.truthFrom]} (${from}, seen at
        ${record.model.width} × ${record.model.height}.)`,
    ),
  ]);
}

/** Step 2: the adversary. */
export function attackStep(parts: StoryParts, defense: Defense): Html {
  const { epsilon, stepSize, steps } = parts.record.settings;
  const { adversarial, successAfterRounding, distances } = defense.attack;
  const gain = perturbationGain(distances.linf);
  const result = successAfterRounding
    ? html`To us it is the same picture; the model now says <b class="adversarial">${adversarial.name}</b>, in orange
        from here on.`
    : html`<b>The attack failed within its budget:</b> the model still names the true class. What follows shows what the
        defense does to a picture that fools nobody; the runner-up, <b class="adversarial">${adversarial.name}</b>, is
        in orange.`;
  return section('2 · The adversary', [
    figure(
      [
        image(parts, 'adversary', 'adversary'),
        image(parts, 'perturbation', `its perturbation × ${gain}`),
        classBars(defense.adversary, rivalsOf(parts, defense)),
      ],
      html`IGSM follows the model’s own gradient, ${steps} ${steps === 1 ? 'step' : 'steps'} of ${stepSize} of 255
      levels, and stays within ε = ${epsilon} of the clean picture; the result is rounded to 8 bits as in a saved file
      (relative L2 ${distances.relativeL2.toFixed(4)}). ${result}`,
    ),
  ]);
}

function deflected(parts: StoryParts, defense: Defense, shown: Shown, names: readonly ['few' | 'many', string]): Html {
  const [name, label] = names;
  const { deflections, window, copies } = shown.deflection;
  return figure(
    [
      image(parts, name, label),
      image(parts, `${name}Copies`, 'where they fell'),
      classBars(shown.scores, rivalsOf(parts, defense)),
    ],
    html`${deflections} deflections of the loop, three copies each: ${copies} samples were overwritten by samples at
    most ${window} pixels away (${decibels(shown.psnr)} to the adversary). Red, green and blue dots are the channel that
    was overwritten.`,
  );
}

/** Step 3: deflection without a map. */
export function deflectionStep(parts: StoryParts, defense: Defense): Html {
  const { few, many } = defense.deflected;
  const { width, height } = parts.record.model;
  const scaled =
    width === 224 && height === 224
      ? undefined
      : html`<p>
          The notebook’s 200 and 600 deflections and its window of 10 are for 224 × 224 pixels. Here they are scaled to
          ${width} × ${height}: counts by the area, the window by the side.
        </p>`;
  return section('3 · Pixel deflection', [
    ...(scaled === undefined ? [] : [scaled]),
    deflected(parts, defense, few, ['few', 'PD (200)']),
    deflected(parts, defense, many, ['many', 'PD (600)']),
  ]);
}

/** Step 4: what the defense costs a clean picture. */
export function costStep(parts: StoryParts, defense: Defense): Html {
  const labels = { cleanMany: 'PD (600)', cleanWhole: 'PD + R-CAM + WD' } as const;
  return section(
    '4 · What it costs a clean picture',
    (['cleanMany', 'cleanWhole'] as const).map((name, i) => {
      const { scores, right, draws, interval, psnr } = defense.clean[i];
      return figure(
        [image(parts, name, labels[name]), classBars(scores, rivalsOf(parts, defense))],
        html`The clean picture behind the same defense (${decibels(psnr)} to it). The true class is first in
        ${count(right, draws)} draws${interval ? ` (${range(interval)} %)` : ''}.`,
      );
    }),
  );
}

/** Step 5: wavelets. */
export function waveletStep(parts: StoryParts, defense: Defense): Html {
  const { scores, psnr } = defense.denoised;
  return section('5 · Wavelet denoising', [
    figure(
      [
        image(parts, 'few', 'PD (200)'),
        image(parts, 'denoised', 'PD (200) + WD'),
        classBars(scores, rivalsOf(parts, defense)),
      ],
      html`Deflection leaves wrong pixels behind; shrinking the wavelet coefficients (BayesShrink, σ
      ${parts.record.settings.sigma}) smooths them away, and part of the perturbation with them (${decibels(psnr)} to
      the adversary).`,
    ),
  ]);
}

/** Step 6: class activation maps. */
export function mapStep(parts: StoryParts, defense: Defense): Html {
  const { maps } = defense;
  const over = maps.rCamClasses.map(({ name }) => name).join(', ');
  const method =
    maps.method === 'cam' ? '' : ' This network has no layer that gives class maps: Grad-CAMs stand in for them.';
  const series = [
    { name: 'CAM', kind: 'first', shares: maps.cam },
    { name: 'R-CAM', kind: 'second', shares: maps.rCam },
  ] as const;
  return section('6 · Where the model looks: CAM and R-CAM', [
    figure(
      [
        image(parts, 'cam', `CAM of ${maps.camClass.name}`),
        image(parts, 'rCam', 'R-CAM'),
        histogramFigure(series, 'Shares of the picture by the value of CAM and R-CAM'),
      ],
      html`The class activation map follows what the attacker made the model believe. The robust map joins those of the
      likeliest classes (${over}), and is meant to change less under attack. Right: how much of the picture has which
      value; the mean is ${maps.camMean.toFixed(2)} for the CAM and ${maps.rCamMean.toFixed(2)} for the R-CAM.
      (${maps.grid.width} × ${maps.grid.height} values from the network, enlarged.${method})`,
    ),
  ]);
}

/** Step 7: deflection with the map. */
export function steeredStep(parts: StoryParts, defense: Defense): Html {
  const { deflection, scores, copiesByMap } = defense.steered;
  const series = [
    { name: 'the picture', kind: 'first', shares: defense.maps.rCam },
    { name: 'deflections', kind: 'second', shares: copiesByMap },
  ] as const;
  return section('7 · Deflection with the R-CAM', [
    figure(
      [
        image(parts, 'steered', 'PD + R-CAM (1500)'),
        image(parts, 'steeredCopies', 'where they fell'),
        classBars(scores, rivalsOf(parts, defense)),
        histogramFigure(series, 'Shares of the picture and of the deflections by the value of the R-CAM'),
      ],
      html`A pixel with the map value m is left alone with probability m, so what the model looks at stays sharp: of
      ${deflection.deflections} turns, three copies each, the map prevented ${deflection.skipped} copies and let
      ${deflection.copies} through. Against the picture, deflections lie where the map is low.`,
    ),
    figure(
      [image(parts, 'whole', 'PD + R-CAM + WD'), classBars(defense.whole.scores, rivalsOf(parts, defense))],
      html`The whole defense: the same deflections, and wavelets after them (${decibels(defense.whole.psnr)} to the
      adversary).`,
    ),
  ]);
}
