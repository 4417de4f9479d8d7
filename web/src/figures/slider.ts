import { css, html, nothing } from 'lit';
import { short } from '../text/numbers.js';
import { Figure } from './figure.js';

/** `<pd-slider>`: a native range input with its label and its value. */
export class PdSlider extends Figure {
  static override properties = {
    label: {},
    value: { type: Number },
    min: { type: Number },
    max: { type: Number },
    step: { type: Number },
    unit: {},
    format: { attribute: false },
    help: {},
    disabled: { type: Boolean },
  };
  static override styles = [
    ...Figure.styles,
    css`
      .head {
        display: flex;
        justify-content: space-between;
        align-items: end;
        gap: 0 1rem;
      }
      output {
        font-variant-numeric: tabular-nums;
        font-weight: 600;
        white-space: nowrap;
      }
      input {
        display: block;
        width: 100%;
        min-height: 1.75rem;
        margin: 0.1rem 0;
        accent-color: var(--accent);
      }
      .ends {
        display: flex;
        justify-content: space-between;
        font-size: 0.8rem;
        color: var(--soft);
      }
    `,
  ];
  declare label: string;
  declare value: number;
  declare min: number;
  declare max: number;
  declare step: number;
  declare unit: string;
  declare format: (value: number) => string;
  declare help: string;
  declare disabled: boolean;

  constructor() {
    super();
    this.label = '';
    this.value = 0;
    this.min = 0;
    this.max = 1;
    this.step = 1;
    this.unit = '';
    this.format = (value) => short(value, 6);
    this.help = '';
    this.disabled = false;
  }

  /** The value with its unit. */
  get text(): string {
    return `${this.format(this.value)} ${this.unit}`.trim();
  }

  // The native events do not leave the shadow root alike (`change` never does), so that both are sent anew.
  private moved(event: Event): void {
    event.stopPropagation();
    this.value = (event.target as HTMLInputElement).valueAsNumber;
    this.emit(event.type, { value: this.value });
  }

  override render() {
    const { label, min, max, step, value, help, format } = this;
    return html`<div class="head"><label for="range">${label}</label><output for="range">${this.text}</output></div>
      <input
        id="range"
        type="range"
        .min=${String(min)}
        .max=${String(max)}
        .step=${String(step)}
        .value=${String(value)}
        ?disabled=${this.disabled}
        aria-valuetext=${this.text}
        aria-describedby=${help === '' ? nothing : 'help'}
        @input=${this.moved}
        @change=${this.moved}
      />
      <div class="ends" aria-hidden="true"><span>${format(min)}</span><span>${format(max)}</span></div>
      ${help === '' ? nothing : html`<p class="note" id="help">${help}</p>`}`;
  }
}
