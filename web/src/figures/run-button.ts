import { css, html, nothing } from 'lit';
import { percent } from '../text/numbers.js';
import { Figure } from './figure.js';

/** `<pd-run>`: starts costly work, stops it, and says how far it is. */
export class PdRun extends Figure {
  static override properties = {
    label: {},
    running: { type: Boolean },
    done: { type: Number },
    note: {},
    disabled: { type: Boolean },
  };
  static override styles = [
    ...Figure.styles,
    css`
      .row {
        align-items: center;
      }
      .progress {
        flex: 1 1 9rem;
        min-width: 0;
        font-size: 0.85rem;
        color: var(--soft);
      }
      progress {
        display: block;
        width: 100%;
        accent-color: var(--accent);
      }
    `,
  ];
  declare label: string;
  declare running: boolean;
  declare done: number | undefined;
  declare note: string;
  declare disabled: boolean;

  constructor() {
    super();
    this.label = 'Run';
    this.running = false;
    this.note = '';
    this.disabled = false;
  }

  override render() {
    const { label, running, done, note } = this;
    const press = () => this.emit(running ? 'stop' : 'run');
    return html`<div class="row">
      <button
        type="button"
        class="strong"
        aria-label=${running ? `Stop: ${label}` : nothing}
        ?disabled=${this.disabled && !running}
        @click=${press}
      >
        ${running ? 'Stop' : label}
      </button>
      <div class="progress">
        ${
          running
            ? html`<progress aria-label=${label} max="1" value=${done ?? nothing}></progress>
                <span>${done === undefined ? 'Running' : percent(done, 0)}${note === '' ? '' : `, ${note}`}</span>`
            : note
        }
      </div>
    </div>`;
  }
}
