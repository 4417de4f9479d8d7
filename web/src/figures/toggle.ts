import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { Figure } from './figure.js';

/** `<pd-toggle>`: on or off, a native checkbox. */
export class PdToggle extends Figure {
  static override properties = {
    label: {},
    checked: { type: Boolean },
    help: {},
    disabled: { type: Boolean },
  };
  static override styles = [
    ...Figure.styles,
    css`
      label {
        display: inline-flex;
        align-items: center;
        gap: 0.5rem;
        min-height: 1.9rem;
        cursor: pointer;
      }
      input {
        flex: none;
        width: 1.15rem;
        height: 1.15rem;
        margin: 0;
        accent-color: var(--accent);
      }
    `,
  ];
  declare label: string;
  declare checked: boolean;
  declare help: string;
  declare disabled: boolean;

  constructor() {
    super();
    this.label = '';
    this.checked = false;
    this.help = '';
    this.disabled = false;
  }

  private changed(event: Event): void {
    event.stopPropagation();
    this.checked = (event.target as HTMLInputElement).checked;
    this.emit('change', { checked: this.checked });
  }

  override render() {
    return html`<label>
        <input
          type="checkbox"
          .checked=${live(this.checked)}
          ?disabled=${this.disabled}
          aria-describedby=${this.help === '' ? nothing : 'help'}
          @change=${this.changed}
        />${this.label}
      </label>
      ${this.help === '' ? nothing : html`<p class="note" id="help">${this.help}</p>`}`;
  }
}
