import { css, html, nothing } from 'lit';
import { canvasOf, caption, Figure, saysText, waiting } from './figure.js';
import { type NamedPicture, pictureSentence } from './picture.js';
import { toPixels } from './pixels.js';

/**
 * `<pd-compare>`: pictures of one size in the same place. A choice says which is shown, holding a button shows the first
 * of them instead; or all of them side by side.
 */
export class PdCompare extends Figure {
  static override properties = {
    pictures: { attribute: false },
    shown: { type: Number },
    sideBySide: { type: Boolean },
    size: { type: Number },
    held: { state: true },
  };
  static override styles = [
    ...Figure.styles,
    css`
      .hold {
        touch-action: none;
        user-select: none;
      }
      .row {
        margin-top: 0.6rem;
        gap: 0.5rem;
      }
      .side {
        margin: 0;
        gap: 1rem;
      }
    `,
  ];
  declare pictures: readonly NamedPicture[];
  declare shown: number;
  declare sideBySide: boolean;
  declare size: number;
  declare protected held: boolean;

  constructor() {
    super();
    this.pictures = [];
    this.shown = 1;
    this.sideBySide = false;
    this.size = 224;
    this.held = false;
  }

  /** The sentence of what is shown now. */
  get description(): string {
    if (this.sideBySide) return this.pictures.map(pictureSentence).join(' ');
    const picture = this.pictures[this.current];
    return picture === undefined ? '' : pictureSentence(picture);
  }

  private get current(): number {
    return this.held ? 0 : Math.max(0, Math.min(this.pictures.length - 1, this.shown));
  }

  private hold(held: boolean): void {
    if (held === this.held) return;
    this.held = held;
    this.emit('show', { shown: this.current, held });
  }

  private choose(shown: number): void {
    this.shown = shown;
    this.emit('show', { shown, held: false });
  }

  private arrange(): void {
    this.sideBySide = !this.sideBySide;
    this.emit('arrange', { sideBySide: this.sideBySide });
  }

  private key(event: KeyboardEvent): void {
    if (event.key === ' ' || event.key === 'Enter') this.hold(event.type === 'keydown');
  }

  override render() {
    const { pictures } = this;
    if (pictures.length === 0) return waiting('Pictures to compare');
    return html`${this.sideBySide ? this.all() : this.one(pictures[this.current])}
      <div class="row">
        ${this.sideBySide ? nothing : this.choices()}
        <button type="button" aria-pressed=${this.sideBySide} @click=${this.arrange}>Side by side</button>
      </div>`;
  }

  private one(named: NamedPicture) {
    return html`<figure>
        ${canvasOf(toPixels(named.picture), this.size, pictureSentence(named))} ${caption(named.name, named.says)}
      </figure>
      <p class="spoken" role="status">
        ${named.name} is shown${named.says === undefined ? '' : `: ${saysText(named.says)}`}
      </p>`;
  }

  private all() {
    return html`<div class="row side">
      ${this.pictures.map(
        (named) =>
          html`<figure>
            ${canvasOf(toPixels(named.picture), this.size, pictureSentence(named))} ${caption(named.name, named.says)}
          </figure>`,
      )}
    </div>`;
  }

  private choices() {
    const { pictures } = this;
    return html`${pictures.map(
        ({ name }, index) =>
          html`<button type="button" aria-pressed=${this.shown === index} @click=${() => this.choose(index)}>
            ${name}
          </button>`,
      )}<button
        type="button"
        class="hold"
        aria-pressed=${this.held}
        @pointerdown=${() => this.hold(true)}
        @pointerup=${() => this.hold(false)}
        @pointerleave=${() => this.hold(false)}
        @pointercancel=${() => this.hold(false)}
        @contextmenu=${(event: Event) => event.preventDefault()}
        @keydown=${this.key}
        @keyup=${this.key}
        @blur=${() => this.hold(false)}
      >
        Hold to see: ${pictures[0].name}
      </button>`;
  }
}
