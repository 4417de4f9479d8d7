import { html } from 'lit';
import { Figure } from './figure.js';

/** `<pd-status>`: a line that is announced when it changes. */
export class PdStatus extends Figure {
  static override properties = { text: {} };
  declare text: string;

  constructor() {
    super();
    this.text = '';
  }

  override render() {
    return html`<p role="status">${this.text}</p>`;
  }
}
