import { html, LitElement, type TemplateResult } from 'lit';

/** The place of a section that is not written yet. */
class ComingSection extends LitElement {
  static override properties = { heading: {} };
  declare heading: string;

  constructor() {
    super();
    this.heading = '';
  }

  override render(): TemplateResult {
    return html`<section aria-labelledby="heading"><h2 id="heading">${this.heading}</h2></section>`;
  }
}

customElements.define('coming-section', ComingSection);
