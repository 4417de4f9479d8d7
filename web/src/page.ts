import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import './sections/adaptive-section.js';
import './sections/attack-section.js';
import './sections/deflect-section.js';
import './sections/keep-section.js';
import './sections/map-section.js';
import './sections/model-status.js';
import './sections/outcomes-section.js';
import './sections/pick-section.js';
import './sections/result-section.js';
import './sections/wavelets-section.js';
import type { App, Problem } from './state/app.js';

/** The page: its sections, one under the other, and what is to be known about the whole. */
export class ExplorerPage extends LitElement {
  static override properties = { app: { attribute: false } };
  static override styles = css`
    :host {
      display: block;
    }
    header,
    main,
    footer {
      box-sizing: border-box;
      max-width: 80rem;
      margin: 0 auto;
      padding: 0 clamp(1rem, 4vw, 2.5rem);
    }
    header {
      padding-top: 2rem;
    }
    h1 {
      margin: 0 0 0.5rem;
      font-size: clamp(1.6rem, 4vw, 2.4rem);
      line-height: 1.15;
      text-wrap: balance;
    }
    header p {
      max-width: 44rem;
      margin: 0 0 1rem;
    }
    main > * {
      padding: 1.5rem 0;
      border-top: 1px solid var(--line);
      scroll-margin-top: 1rem;
    }
    main > :first-child {
      border-top: 0;
    }
    footer {
      padding-bottom: 3rem;
      color: var(--soft);
      font-size: 0.9rem;
    }
    a {
      color: var(--accent);
    }
  `;

  declare app: App;
  #unsubscribe: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = this.app.store.subscribe((now, before) => {
      const keys = ['linkedModel', 'workerProblem'] as const;
      if (keys.some((key) => now[key] !== before[key])) this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  #problem(key: 'workerProblem', problem: Problem | undefined): TemplateResult | typeof nothing {
    if (problem === undefined) return nothing;
    return html`<pd-message
      kind="warning"
      .heading=${problem.heading}
      .text=${problem.text}
      closable
      @close=${() => this.app.dismiss(key)}
    ></pd-message>`;
  }

  #linkedModel(linked: string | undefined): TemplateResult | typeof nothing {
    if (linked === undefined) return nothing;
    const name = linked === '' ? 'the built-in classifier' : linked;
    return html`<pd-message
      kind="note"
      .heading=${`This link was made with ${name}`}
      text="Load it above, under “Another model”, to see the same: a link loads no model by itself."
      closable
      @close=${() => this.app.dismiss('linkedModel')}
    ></pd-message>`;
  }

  override render(): TemplateResult {
    const { app } = this;
    const { linkedModel, workerProblem } = app.store.get();
    return html`
      <header>
        <h1>Attack a picture, defend it, see what happens</h1>
        <p>
          Pixel deflection (Prakash et al., CVPR 2018) defends image classifiers while they run. Everything here is
          computed in this browser: no picture leaves it.
        </p>
        <model-status .app=${app}></model-status>
        ${this.#linkedModel(linkedModel)} ${this.#problem('workerProblem', workerProblem)}
      </header>
      <main>
        <result-section id="result" .app=${app}></result-section>
        <pick-section id="pick" .app=${app}></pick-section>
        <attack-section id="attack" .app=${app}></attack-section>
        <deflect-section id="deflect" .app=${app}></deflect-section>
        <map-section id="map" .app=${app}></map-section>
        <wavelets-section id="wavelets" .app=${app}></wavelets-section>
        <outcomes-section id="outcomes" .app=${app}></outcomes-section>
        <adaptive-section id="adaptive" .app=${app}></adaptive-section>
        <keep-section id="keep" .app=${app}></keep-section>
      </main>
      <footer>
        <a href="https://arxiv.org/abs/1801.08926">The paper</a>. This defense does not hold against an attacker who
        knows it.
      </footer>
    `;
  }
}
