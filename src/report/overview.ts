import type { StoryRecord, ToldPicture } from '../evaluation/story/index.js';
import { publishedSettings } from '../evaluation/story/published.js';
import { type Html, html } from './html.js';
import { percent } from './numbers.js';
import { overviewTable } from './overview-table.js';
import type { FigureUris } from './story-parts.js';
import { wideTable } from './wide-table.js';

/** A picture of the report with its pictures and the id of its story. */
export interface Chapter {
  readonly picture: ToldPicture;
  readonly uris: FigureUris;
  readonly id: string;
}

/** What became of a picture, in a few words, with a mark in its colour. */
export function verdict({ outcome, defense, clean, truth }: ToldPicture): Html {
  const whole = defense?.table.find(({ name }) => name === 'PD+R-CAM+WD');
  const draws = whole ? `${whole.right} of ${whole.draws} draws` : '';
  if (outcome === 'recovered') {
    return html`<p class="verdict recovered"><span class="mark"></span><b>Recovered</b> in ${draws}</p>`;
  }
  if (outcome === 'not recovered') {
    return html`<p class="verdict lost"><span class="mark"></span><b>Not recovered:</b> right in ${draws}</p>`;
  }
  if (outcome === 'attack failed') {
    return html`<p class="verdict">
      <span class="mark"></span><b>The attack failed;</b> right in ${draws} behind the defense
    </p>`;
  }
  return html`<p class="verdict lost">
    <span class="mark"></span><b>Wrong from the start:</b> ${clean[0].name} in place of ${truth.name}
  </p>`;
}

/** What is not the defense, or only a part of it, and what it does. */
function besides({ broughtBack }: StoryRecord['totals']): string[] {
  const names = Object.keys(broughtBack).filter((name) => name === 'WD' || name.startsWith('JPEG'));
  const counts = names.map((name) => `${name === 'WD' ? 'wavelets alone' : name} on ${broughtBack[name]}`);
  return counts.length === 0 ? [] : [`For comparison, ${counts.join(', ')}.`];
}

/** A few sentences on all pictures: failures as plainly as successes. */
export function summary({ totals, settings }: Pick<StoryRecord, 'totals' | 'settings'>): string {
  const { recovered, 'not recovered': lost, 'attack failed': failed, 'wrong before': wrong } = totals.outcomes;
  const parts = [
    `The adversary fools the model on ${recovered + lost} of ${totals.pictures} pictures.`,
    `Of these, PD+R-CAM+WD brings the true class back in most of ${settings.draws} draws on ${recovered}, and not on ${lost}.`,
    ...besides(totals),
    ...(failed > 0 ? [`The attack failed on ${failed}.`] : []),
    ...(wrong > 0 ? [`The model is wrong from the start on ${wrong}.`] : []),
  ];
  return parts.join(' ');
}

/** Every picture with its verdict, and a table of all. */
export function overview(record: StoryRecord, chapters: readonly Chapter[]): Html {
  const cards = chapters.map(
    ({ picture, uris, id }) =>
      html`<li class="card">
        <a href="#${id}"
          ><img src="${uris.clean}" width="${record.model.width}" height="${record.model.height}" alt="" /><b
            >${picture.title}</b
          ></a
        >${verdict(picture)}
      </li>`,
  );
  const { head, rows } = overviewTable(record);
  const lines = rows.map(
    (cells, i) =>
      html`<tr>
        <th scope="row"><a href="#${chapters[i].id}">${cells[0]}</a></th>
        ${cells.slice(1).map((cell) => html`<td>${cell}</td>`)}
      </tr>`,
  );
  return html`<p class="lead">${summary(record)}</p>
    <nav aria-label="Pictures">
      <ul class="cards">
        ${cards}
      </ul>
    </nav>
    ${wideTable({
      id: 'overview',
      label: 'All pictures',
      caption: `How often the true class is first: of ${record.settings.draws} draws, or yes and no where nothing is drawn`,
      columns: head.map((name, i) => ({ name, text: i === 0 })),
      rows: lines,
    })}`;
}

/** The settings that were used, beside those of the notebook and the paper. */
export function settingsTable({ settings, model, commonCopies }: StoryRecord): Html {
  const { epsilon, stepSize, steps, window, sigma, draws, seed } = settings;
  const rows = [
    ['Attack', `IGSM, ε ${epsilon}, ${steps} × ${stepSize} of 255 levels, 8 bits`, publishedSettings.attack],
    ['Deflections', `as the notebook, for 224 × 224; control: ${commonCopies} copies`, publishedSettings.deflections],
    ['Window', `${window}, for 224 × 224`, publishedSettings.window],
    ['Denoiser', `wavelets db1, BayesShrink, soft, σ ${sigma}, YCbCr`, publishedSettings.denoiser],
    ['Size', `${model.width} × ${model.height}`, publishedSettings.size],
    ['Draws', `${draws}, seed ${seed}`, '1 (notebook)'],
  ];
  const lines = rows.map(
    ([name, ours, theirs]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td class="text">${ours}</td>
        <td class="text">${theirs}</td>
      </tr>`,
  );
  return wideTable({
    id: 'settings',
    label: 'Settings',
    caption: 'One setting for all pictures',
    columns: [{ name: '' }, { name: 'here', text: true }, { name: 'published', text: true }],
    rows: lines,
  });
}

/** What a reader must not take away. */
export function limits(record: StoryRecord): Html {
  const share = percent(1 / record.model.classes);
  return html`<section class="step">
    <h2>What this does not show</h2>
    <ul>
      <li>
        The attacker here does not know of the defense. Attackers who do, and aim at the whole chain, break it: they
        brought the published defense down to 0 % accuracy within a few levels of 255 (A. Athalye and N. Carlini, arXiv
        1804.03286). This report says nothing about them.
      </li>
      <li>
        A few pictures are no measurement: the intervals are over the draws of one picture, not over pictures. The
        defense also costs clean accuracy (step 4).
      </li>
      <li>
        The weaker the attack, the better every defense looks, plain JPEG too. Compare columns within a table only, and
        with WD and JPEG first.
      </li>
      <li>
        Confidences of one network are no probabilities; chance is ${share} % among its ${record.model.classes} classes.
      </li>
    </ul>
  </section>`;
}
