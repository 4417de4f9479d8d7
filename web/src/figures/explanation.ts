import { css, html, nothing } from 'lit';
import type { Explanation } from '../text/explanation.js';
import { Figure } from './figure.js';

const paper = 'https://arxiv.org/abs/1801.08926';

/** `<pd-explanation>`: a question, what answers it, its formula, and what the defense does not do. */
export class PdExplanation extends Figure {
  static override properties = {
    text: { attribute: false },
    level: { type: Number },
  };
  static override styles = [
    ...Figure.styles,
    css`
      h2,
      h3 {
        margin: 0 0 0.5rem;
        font-size: 1.5rem;
        line-height: 1.25;
        font-weight: 600;
      }
      h3 {
        font-size: 1.15rem;
      }
      p {
        max-width: 44rem;
        margin-bottom: 0.6rem;
      }
      .formula {
        max-width: 44rem;
        margin-bottom: 0.6rem;
        padding: 0.5rem 0.8rem;
        border-left: 3px solid var(--edge);
      }
      .formula div + div {
        margin-top: 0.45rem;
      }
      math {
        font-size: 1.05rem;
      }
      .formula p {
        margin: 0.3rem 0 0;
        font-size: 0.85rem;
        color: var(--soft);
      }
      .not b {
        font-weight: 600;
      }
      a {
        color: var(--accent);
        text-underline-offset: 0.15em;
      }
    `,
  ];
  declare text: Explanation | undefined;
  declare level: 2 | 3;

  constructor() {
    super();
    this.level = 2;
  }

  override render() {
    const { text, level } = this;
    if (text === undefined) return nothing;
    const { question, sentences, formula, notDone, source } = text;
    return html`${level === 2 ? html`<h2>${question}</h2>` : html`<h3>${question}</h3>`}
      <p>${sentences.join(' ')}</p>
      ${
        formula === undefined
          ? nothing
          : html`<div class="formula scroll" tabindex="0" role="group" aria-label="Formula">
              ${formula.lines.map((line) => html`<div>${line}</div>`)}
              <p>${formula.where}</p>
            </div>`
      }
      ${notDone === undefined ? nothing : html`<p class="not"><b>What it does not do:</b> ${notDone}</p>`}
      <p>
        <a href=${paper} rel="noreferrer">The paper (Prakash et al., CVPR 2018)</a
        >${source === undefined ? '.' : `, ${source}.`}
      </p>`;
  }
}
