import { type Html, html } from '../../html.js';
import { wideTable } from '../../wide-table.js';
import { chart, type Draw } from './draw.js';

/** Rows of text under a head. */
export interface TextRows {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of words, from the left. Default: 1. */
  readonly words?: number;
}

/** A chart with everything that is said of it. */
export interface ChartFigure {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** Stands beside the title. */
  readonly badge?: Html;
  /** What it shows, in a sentence: its text alternative, beside the table of its numbers. */
  readonly about: string;
  readonly draw: Draw;
  /** Whether it stands beside another one. Default: false. */
  readonly half?: boolean;
  /** How to read it. */
  readonly note?: string;
  readonly keys?: Html;
  /** The numbers of the chart. */
  readonly table: TextRows;
}

/** A table of text; the first cell of a row names it. */
export function textTable(id: string, caption: string, label: string, { head, rows, words = 1 }: TextRows): Html {
  const cell = (text: string, i: number) =>
    i + 1 < words ? html`<td class="text">${text}</td>` : html`<td>${text}</td>`;
  return wideTable({
    id,
    caption,
    label,
    columns: head.map((name, i) => ({ name, text: i < words })),
    rows: rows.map(
      ([first, ...rest]) =>
        html`<tr>
          <th scope="row">${first}</th>
          ${rest.map(cell)}
        </tr>`,
    ),
  });
}

/** A chart, the keys of its series, how to read it, and its numbers as a table that can be opened. */
export function chartFigure({ id, title, badge, about, draw, half = false, note, keys, table }: ChartFigure): Html {
  return html`<figure id="${id}" class="chart-figure">
    <h4>${title} ${badge}</h4>
    ${keys} ${chart(draw, about, half)} ${(note ?? '') === '' ? undefined : html`<figcaption>${note}</figcaption>`}
    <details>
      <summary>The numbers of this chart</summary>
      ${textTable(`${id}-numbers`, about, `Numbers: ${title}`, table)}
    </details>
  </figure>`;
}
