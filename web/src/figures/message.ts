import { css, html, nothing } from 'lit';
import { Figure } from './figure.js';

const marks = { error: '✕', warning: '!', note: 'i' } as const;
const words = { error: 'Error', warning: 'Warning', note: 'Note' } as const;

/** `<pd-message>`: what went wrong, or is to be known, and what can be done about it. */
export class PdMessage extends Figure {
  static override properties = {
    kind: {},
    heading: {},
    text: {},
    action: {},
    closable: { type: Boolean },
  };
  static override styles = [
    ...Figure.styles,
    css`
      .box {
        display: grid;
        grid-template-columns: 1.6rem minmax(0, 1fr);
        gap: 0.2rem 0.6rem;
        padding: 0.8rem 1rem;
        border: 1px solid var(--edge);
        border-left: 0.35rem solid var(--accent);
        border-radius: 0.35rem;
        background: var(--panel);
      }
      .error {
        border-left-color: var(--error);
      }
      .warning {
        border-left-color: var(--adversarial);
      }
      .mark {
        font-weight: 700;
        text-align: center;
      }
      .error .mark,
      .error .heading {
        color: var(--error);
      }
      .heading {
        font-weight: 600;
      }
      .row {
        grid-column: 2;
        gap: 0.5rem;
        margin-top: 0.4rem;
      }
    `,
  ];
  declare kind: keyof typeof marks;
  declare heading: string;
  declare text: string;
  declare action: string;
  declare closable: boolean;

  constructor() {
    super();
    this.kind = 'note';
    this.heading = '';
    this.text = '';
    this.action = '';
    this.closable = false;
  }

  override render() {
    const { kind, heading, text, action, closable } = this;
    return html`<div class="box ${kind}" role=${kind === 'error' ? 'alert' : 'note'}>
      <span class="mark" aria-hidden="true">${marks[kind]}</span>
      <div>
        <p class="heading"><span class="spoken">${words[kind]}: </span>${heading}</p>
        ${text === '' ? nothing : html`<p>${text}</p>`}
      </div>
      ${
        action === '' && !closable
          ? nothing
          : html`<div class="row">
              ${
                action === ''
                  ? nothing
                  : html`<button type="button" @click=${() => this.emit('action')}>${action}</button>`
              }
              ${closable ? html`<button type="button" @click=${() => this.emit('close')}>Close</button>` : nothing}
            </div>`
      }
    </div>`;
  }
}
