import { type Html, html } from './html.js';

/** The head of a column. */
interface Heading {
  /** Nothing above the names of the rows. */
  readonly name: string;
  /** Words, set from the left, not numbers. */
  readonly text?: boolean;
}

/** A table with what is said of it. */
export interface WideTable {
  readonly id: string;
  readonly caption: string;
  /** What a screen reader calls the part of the page; default: the caption. */
  readonly label?: string;
  readonly columns: readonly Heading[];
  /** Its `<tr>`s. */
  readonly rows: readonly Html[];
}

function head({ name, text = false }: Heading): Html {
  if (name === '') return html`<td></td>`;
  return text ? html`<th scope="col" class="text">${name}</th>` : html`<th scope="col">${name}</th>`;
}

/** A table that is wider than a phone is moved sideways by itself, not with the page. */
export function wideTable({ id, caption, label = caption, columns, rows }: WideTable): Html {
  return html`<div class="wide" role="region" tabindex="0" aria-label="${label}">
    <table id="${id}">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(head)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
