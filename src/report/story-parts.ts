import type { StoryRecord, ToldPicture } from '../evaluation/story/index.js';
import type { FigureName } from './figures.js';
import { type Html, html } from './html.js';
import type { TextTable } from './story-table.js';
import { wideTable } from './wide-table.js';

/** Pictures as data URIs: `data:image/png;base64,…`. */
export type FigureUris = Readonly<Partial<Record<FigureName, string>>>;

/** What the sections of a story are made of. */
export interface StoryParts {
  readonly record: Pick<StoryRecord, 'model' | 'settings' | 'commonCopies'>;
  readonly picture: ToldPicture;
  readonly uris: FigureUris;
  /** Begins the ids of this story's parts. */
  readonly id: string;
}

/** What a screen reader says of each picture. */
const spoken: Readonly<Record<FigureName, string>> = {
  clean: 'The clean picture, as the model sees it',
  adversary: 'The adversary; it looks like the clean picture',
  perturbation: 'The difference of adversary and clean picture, enlarged, on gray',
  few: 'The adversary after few deflections',
  fewCopies: 'Where few deflections fell: coloured dots on the dark picture',
  many: 'The adversary after more deflections',
  manyCopies: 'Where more deflections fell: coloured dots on the dark picture',
  cleanMany: 'The clean picture after deflections',
  cleanWhole: 'The clean picture after deflections with the map, and wavelets',
  denoised: 'The adversary after few deflections and wavelets',
  cam: 'The class activation map over the adversary, in colours',
  rCam: 'The robust activation map over the adversary, in colours',
  steered: 'The adversary after deflections with the robust map',
  steeredCopies: 'Where deflections with the robust map fell: coloured dots, fewer where the map is high',
  whole: 'The adversary after deflections with the robust map, and wavelets',
};

/** A side below which pictures are shown pixel by pixel. */
const small = 160;

/** One picture of a story with a few words below it. */
export function image({ record, uris }: StoryParts, name: FigureName, label: string): Html {
  const { width, height } = record.model;
  const kind = Math.max(width, height) < small ? 'picture pixels' : 'picture';
  return html`<div class="${kind}">
    <img src="${uris[name]}" width="${width}" height="${height}" alt="${spoken[name]}" /><span>${label}</span>
  </div>`;
}

/** Pictures and bars side by side, with what they mean below. */
export function figure(parts: readonly Html[], caption: Html): Html {
  return html`<figure>
    <div class="row">${parts}</div>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** A numbered part of a story. */
export function section(title: string, content: readonly Html[]): Html {
  return html`<section class="step">
    <h3>${title}</h3>
    ${content}
  </section>`;
}

/** A table of a story: the rows in the colours of their roles. */
export function table({ head, rows }: TextTable, id: string, caption: string): Html {
  const lines = rows.map(
    ({ name, role, cells }) =>
      html`<tr class="${role}">
        <th scope="row">${name}</th>
        ${cells.map((cell) => html`<td>${cell}</td>`)}
      </tr>`,
  );
  return wideTable({ id, caption, columns: ['', ...head].map((name) => ({ name })), rows: lines });
}
