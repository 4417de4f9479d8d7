import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { Figure } from './figure.js';

export interface ChoiceOption {
  readonly value: string;
  readonly label: string;
  readonly help?: string;
}

/** `<pd-choice>`: one of several, as native radio buttons or, where they are many, a native list. */
export class PdChoice extends Figure {
  static override properties = {
    label: {},
    options: { attribute: false },
    value: {},
    look: {},
    disabled: { type: Boolean },
  };
  static override styles = [
    ...Figure.styles,
    css`
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
        min-width: 0;
      }
      legend,
      .label {
        display: block;
        padding: 0;
        margin-bottom: 0.2rem;
      }
      .options {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 1.1rem;
      }
      .options label {
        display: inline-flex;
        align-items: center;
        gap: 0.45rem;
        min-height: 1.9rem;
        cursor: pointer;
      }
      input {
        width: 1.1rem;
        height: 1.1rem;
        margin: 0;
        accent-color: var(--accent);
      }
      select {
        max-width: 100%;
      }
    `,
  ];
  declare label: string;
  declare options: readonly ChoiceOption[];
  declare value: string;
  declare look: 'radio' | 'select';
  declare disabled: boolean;

  constructor() {
    super();
    this.label = '';
    this.options = [];
    this.value = '';
    this.look = 'radio';
    this.disabled = false;
  }

  private chosen(event: Event): void {
    event.stopPropagation();
    this.value = (event.target as HTMLInputElement | HTMLSelectElement).value;
    this.emit('change', { value: this.value });
  }

  private get help() {
    const help = this.options.find(({ value }) => value === this.value)?.help;
    return help === undefined ? nothing : html`<p class="note" id="help">${help}</p>`;
  }

  override render() {
    const describedBy = this.help === nothing ? nothing : 'help';
    if (this.look === 'select') {
      return html`<label class="label" for="list">${this.label}</label>
        <select id="list" ?disabled=${this.disabled} aria-describedby=${describedBy} @change=${this.chosen}>
          ${this.options.map(
            ({ value, label }) =>
              html`<option value=${value} .selected=${live(value === this.value)}>${label}</option>`,
          )}
        </select>
        ${this.help}`;
    }
    return html`<fieldset ?disabled=${this.disabled} aria-describedby=${describedBy}>
        <legend>${this.label}</legend>
        <div class="options">
          ${this.options.map(
            ({ value, label }) =>
              html`<label>
                <input
                  type="radio"
                  name="choice"
                  value=${value}
                  .checked=${live(value === this.value)}
                  @change=${this.chosen}
                />${label}
              </label>`,
          )}
        </div>
      </fieldset>
      ${this.help}`;
  }
}
