import type { StoryRecord } from '../evaluation/story/index.js';
import { type Html, html, Html as Raw } from './html.js';
import { type Chapter, limits, overview, settingsTable, verdict } from './overview.js';
import type { FigureUris, StoryParts } from './story-parts.js';
import { attackStep, cleanStep, costStep, deflectionStep, mapStep, steeredStep, waveletStep } from './story-steps.js';
import { tableStep } from './story-tables.js';
import { style } from './style.js';

/** What the first line of a page says, by which a later run knows that it may replace it. */
export const generator = 'pixel-deflection demo';

/** The eight steps of one picture. */
function steps(parts: StoryParts): Html[] {
  const { defense } = parts.picture;
  const clean = cleanStep(parts);
  if (defense !== undefined) {
    const told = [attackStep, deflectionStep, costStep, waveletStep, mapStep, steeredStep, tableStep];
    return [clean, ...told.map((step) => step(parts, defense))];
  }
  return [
    clean,
    html`<p>
      The model is wrong before anything was done to the picture. An attack has nothing to win here, and the story ends:
      the paper, too, counts only pictures that are right before the attack. With <code>--label</code> and what the
      model says it would go on all the same.
    </p>`,
  ];
}

function article(record: StoryRecord, { picture, uris, id }: Chapter, several: boolean): Html {
  const notices = picture.notices.map((text) => html`<p class="notes">Note: ${text}.</p>`);
  return html`<article id="${id}">
    <h2>${picture.title}</h2>
    ${verdict(picture)} ${notices} ${steps({ record, picture, uris, id })}
    ${several ? html`<nav><a href="#top">Back to all pictures</a></nav>` : undefined}
  </article>`;
}

/** Nothing is loaded from elsewhere, and nothing runs. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * A report as one HTML file that needs no other: pictures are in it as data URIs, and it has no script.
 * @param figures of each picture of the record, in its order
 */
export function storyPage(record: StoryRecord, figures: readonly FigureUris[]): string {
  const chapters = record.pictures.map((picture, i) => ({ picture, uris: figures[i], id: `picture-${i + 1}` }));
  const several = chapters.length > 1;
  const title = several ? 'Pixel deflection: the story' : `Pixel deflection: ${record.pictures[0].title}`;
  const { name, width, height, classes, sha256 } = record.model;
  return `<!doctype html>\n${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="generator" content="${generator}" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${new Raw(style)}
        </style>
      </head>
      <body id="top">
        <header>
          <h1>${title}</h1>
          <p class="lead">
            An adversarial picture, and what moving a few pixels does to it (Prakash et al., “Deflecting adversarial
            attacks with pixel deflection”, CVPR 2018): the notebook’s demo, step by step, for the classifier
            <b>${name}</b>.
          </p>
        </header>
        <main>
          ${several ? overview(record, chapters) : undefined}
          ${chapters.map((chapter) => article(record, chapter, several))}
          <article>
            <h2>How it was made</h2>
            ${settingsTable(record)}
            <p class="notes">
              Model: ${name}, ${width} × ${height}, ${classes} classes, SHA-256 ${sha256}. Numbers in this page are
              those of story.json beside it; pixel-deflection ${record.version} gives them again with the same seed.
            </p>
            ${limits(record)}
          </article>
        </main>
      </body>
    </html>`.text
  }\n`;
}
