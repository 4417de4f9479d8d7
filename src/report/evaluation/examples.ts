import { type Html, html } from '../html.js';

/** One picture of an example. */
export interface ExamplePicture {
  /** `data:image/png;base64,…` */
  readonly uri: string;
  readonly label: string;
  /** What a screen reader says of it. */
  readonly about: string;
}

/** A picture of the run on its way through an attack and a defense. */
export interface Example {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly pictures: readonly ExamplePicture[];
  /** What the model says of it, before and after. */
  readonly said: string;
}

/** A side below which pictures are shown pixel by pixel. */
const small = 160;

function strip({ title, width, height, pictures, said }: Example): Html {
  const kind = Math.max(width, height) < small ? 'picture pixels' : 'picture';
  return html`<figure class="strip">
    <h4>${title}</h4>
    <div class="row">
      ${pictures.map(
        ({ uri, label, about }) =>
          html`<div class="${kind}">
            <img src="${uri}" width="${width}" height="${height}" alt="${about}" /><span>${label}</span>
          </div>`,
      )}
    </div>
    <figcaption>${said}</figcaption>
  </figure>`;
}

/** Some pictures step by step; nothing where the run kept no adversaries. */
export function examples(all: readonly Example[]): Html | undefined {
  if (all.length === 0) return undefined;
  return html`<section id="examples">
    <h2>Examples</h2>
    <p>
      The first pictures of the run that the model gets right, at the model’s size: attacked, and behind one draw of a
      defense as it was judged.
    </p>
    ${all.map(strip)}
  </section>`;
}
