import { css, html, nothing } from 'lit';
import { type Cell, cellText, type Column, csvFile, toCsv } from './csv.js';
import { download } from './download.js';
import { Figure } from './figure.js';

/** `<pd-table>`: results with their intervals, to be copied or saved as CSV. */
export class PdTable extends Figure {
  static override properties = {
    caption: {},
    columns: { attribute: false },
    rows: { attribute: false },
    note: {},
    file: {},
    said: { state: true },
  };
  static override styles = [
    ...Figure.styles,
    css`
      table {
        min-width: 100%;
        /* Where there is no room the table is scrolled, and words stay whole. */
        overflow-wrap: break-word;
      }
      thead .number {
        white-space: normal;
        vertical-align: bottom;
      }
      tbody th {
        white-space: nowrap;
      }
      td span {
        margin-left: 0.4rem;
        font-size: 0.8rem;
        color: var(--soft);
      }
      @media (max-width: 60rem) {
        td span {
          display: block;
        }
      }
      .row {
        margin-top: 0.6rem;
        gap: 0.5rem;
        align-items: center;
      }
      textarea {
        display: block;
        width: 100%;
        min-height: 8rem;
        margin-top: 0.5rem;
        font-family: var(--mono);
        color: var(--ink);
        background: var(--panel);
        border: 1px solid var(--edge);
      }
    `,
  ];
  declare caption: string;
  declare columns: readonly Column[];
  declare rows: readonly (readonly Cell[])[];
  declare note: string;
  declare file: string;
  /** What became of the last copy or save. */
  declare protected said: '' | 'copied' | 'saved' | 'refused';

  constructor() {
    super();
    this.caption = 'Results';
    this.columns = [];
    this.rows = [];
    this.note = '';
    this.file = 'results.csv';
    this.said = '';
  }

  get csv(): string {
    return toCsv(this.columns, this.rows);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('rows')) this.said = '';
  }

  private async copy(): Promise<void> {
    const { csv } = this;
    try {
      await navigator.clipboard.writeText(csv);
      this.said = 'copied';
      this.emit('copy-csv', { csv });
    } catch {
      // Without a secure address or the reader's leave there is no clipboard: the text is shown to be copied by hand.
      this.said = 'refused';
    }
  }

  private save(): void {
    const { csv } = this;
    download(this.file, csvFile(csv));
    this.said = 'saved';
    this.emit('save-csv', { csv });
  }

  override render() {
    const { caption, columns, rows, note, said } = this;
    const words = { '': '', copied: 'Copied.', saved: `Saved as ${this.file}.`, refused: 'Copy this text:' };
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${caption}>
        <table>
          <caption>
            ${caption}
          </caption>
          <thead>
            <tr>
              ${columns.map(({ name, numeric }) => html`<th scope="col" class=${numeric ? 'number' : ''}>${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr>
                  ${columns.map((column, c) => this.cell(row[c], column, c))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${note === '' ? nothing : html`<p class="note">${note}</p>`}
      <div class="row">
        <button type="button" @click=${this.copy}>Copy as CSV</button>
        <button type="button" @click=${this.save}>Save as CSV</button>
        <span role="status">${words[said]}</span>
      </div>
      ${
        said === 'refused'
          ? html`<textarea readonly aria-label="The table as CSV" .value=${this.csv}></textarea>`
          : nothing
      }`;
  }

  private cell(cell: Cell, { numeric }: Column, index: number) {
    const kind = numeric ? 'number' : '';
    if (index === 0) return html`<th scope="row">${cellText(cell)}</th>`;
    if (typeof cell !== 'object') return html`<td class=${kind}>${cellText(cell)}</td>`;
    const notes = cellText({ ...cell, text: '' }).trim();
    return html`<td class=${kind}>${cell.text}${notes === '' ? nothing : html`<span>${notes}</span>`}</td>`;
  }
}
