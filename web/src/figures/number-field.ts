import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { Figure } from './figure.js';

/** `<pd-number>`: a whole number that is typed or stepped: a native number input with its label. */
export class PdNumber extends Figure {
  static override properties = {
    label: {},
    value: { type: Number },
    min: { type: Number },
    max: { type: Number },
    help: {},
    disabled: { type: Boolean },
  };
  static override styles = [
    ...Figure.styles,
    css`
      label {
        display: block;
        margin-bottom: 0.2rem;
      }
      input {
        width: 9rem;
        max-width: 100%;
        min-height: 2.4rem;
        padding: 0.35rem 0.5rem;
        border: 1px solid var(--edge);
        border-radius: 0.35rem;
        background: var(--panel);
        color: var(--ink);
        font: inherit;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];
  declare label: string;
  declare value: number;
  declare min: number;
  declare max: number;
  declare help: string;
  declare disabled: boolean;

  constructor() {
    super();
    this.label = '';
    this.value = 0;
    this.min = 0;
    this.max = 100;
    this.help = '';
    this.disabled = false;
  }

  /** What is no number in the range is brought into it, and the value before stays in place of nothing. */
  private changed(event: Event): void {
    event.stopPropagation();
    const { valueAsNumber } = event.target as HTMLInputElement;
    const given = Number.isFinite(valueAsNumber) ? Math.round(valueAsNumber) : this.value;
    this.value = Math.min(this.max, Math.max(this.min, given));
    this.requestUpdate();
    this.emit('change', { value: this.value });
  }

  override render() {
    const { label, value, min, max, help } = this;
    return html`<label for="number">${label}</label>
      <input
        id="number"
        type="number"
        inputmode="numeric"
        step="1"
        .min=${String(min)}
        .max=${String(max)}
        .value=${live(String(value))}
        ?disabled=${this.disabled}
        aria-describedby=${help === '' ? nothing : 'help'}
        @change=${this.changed}
      />
      ${help === '' ? nothing : html`<p class="note" id="help">${help}</p>`}`;
  }
}
