import { css, html } from 'lit';
import { applyCopies, copiedInto, copyAt, copyCount, describeCopies, markedPixels } from './copies.js';
import { canvasOf, caption, Figure, waiting } from './figure.js';
import { toPixels } from './pixels.js';
import { Playback } from './player.js';
import type { Copies, Picture } from './types.js';

/** `<pd-deflections>`: plays the copies of a deflection one after another, and looks at a place of it by a loupe. */
export class PdDeflections extends Figure {
  static override properties = {
    picture: { attribute: false },
    copies: { attribute: false },
    position: { type: Number },
    mark: { type: Boolean },
    name: {},
    size: { type: Number },
    playing: { state: true },
    x: { state: true },
    y: { state: true },
  };
  static override styles = [
    ...Figure.styles,
    css`
      .player {
        flex: 1 1 13rem;
        min-width: 0;
        max-width: 26rem;
      }
      pd-loupe {
        flex: 0 1 12rem;
      }
      .controls {
        display: grid;
        gap: 0.4rem;
        margin-top: 0.5rem;
      }
      button {
        justify-self: start;
      }
    `,
  ];
  declare picture: Picture | undefined;
  declare copies: Copies | undefined;
  declare position: number | undefined;
  declare mark: boolean;
  declare name: string;
  declare size: number;
  declare protected playing: boolean;
  declare protected x: number;
  declare protected y: number;
  private readonly playback = new Playback(
    (position) => {
      this.position = position;
      this.tell('seek');
    },
    () => {
      this.playing = false;
      this.tell('settle');
    },
  );
  /** Nothing plays where nobody sees it. */
  private readonly watcher = new IntersectionObserver((entries) => {
    if (this.playing && !entries[entries.length - 1].isIntersecting) this.press();
  });

  constructor() {
    super();
    this.mark = true;
    this.name = 'Deflected';
    this.size = 256;
    this.playing = false;
    this.x = 0;
    this.y = 0;
  }

  /** How many copies there are. */
  get total(): number {
    return this.copies === undefined ? 0 : copyCount(this.copies);
  }

  /** How many copies are shown. */
  get count(): number {
    return Math.max(0, Math.min(this.total, this.position ?? this.total));
  }

  get description(): string {
    const { picture, copies } = this;
    if (picture === undefined || copies === undefined) return '';
    return `${this.name}: ${describeCopies(picture, copies, this.count)}.`;
  }

  private tell(event: 'seek' | 'settle'): void {
    const { picture, copies, count } = this;
    if (picture === undefined || copies === undefined) return;
    this.emit(event, { position: count, picture: applyCopies(picture, copies, count) });
  }

  private sought(event: CustomEvent<{ value: number }>): void {
    event.stopPropagation();
    this.playing = false;
    this.position = event.detail.value;
    this.tell(event.type === 'input' ? 'seek' : 'settle');
  }

  private press(): void {
    if (!this.playing && this.count === this.total) this.position = 0;
    this.playing = !this.playing;
    if (!this.playing) this.tell('settle');
  }

  private look(event: MouseEvent): void {
    const box = (event.currentTarget as HTMLElement).querySelector('canvas')?.getBoundingClientRect();
    if (box === undefined || this.picture === undefined) return;
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    if (x < 0 || x >= 1 || y < 0 || y >= 1) return;
    this.x = Math.floor(x * this.picture.width);
    this.y = Math.floor(y * this.picture.height);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('copies')) return;
    // What was shown to its end is shown to its end with more or fewer copies too.
    const before = changed.get('copies') as Copies | undefined;
    if (before !== undefined && !changed.has('position') && (this.position ?? Infinity) >= copyCount(before)) {
      this.position = undefined;
    }
    if (this.copies !== undefined && this.total > 0) {
      ({ x: this.x, y: this.y } = copyAt(this.copies, 0));
    }
  }

  override updated(changed: Map<string, unknown>): void {
    if (!changed.has('playing') && !changed.has('copies')) return;
    if (this.playing && this.total > 0) this.playback.start(this.count, this.total);
    else this.playback.stop();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.watcher.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher.disconnect();
    this.playing = false;
    this.playback.stop();
  }

  override render() {
    const { picture, copies, count, total, name } = this;
    if (picture === undefined || copies === undefined) return waiting(name);
    const now = applyCopies(picture, copies, count);
    const copied = copiedInto(copies, count, picture.width, picture.height);
    const pixels = this.mark ? markedPixels(now, copied) : toPixels(now);
    const note = `${describeCopies(picture, copies, count)}.${this.mark ? ' Light on dark: moved pixels.' : ''}`;
    return html`<div class="row">
      <div class="player">
        <figure @click=${this.look}>
          ${canvasOf(pixels, this.size, this.description)} ${caption(name, undefined, note)}
        </figure>
        <div class="controls">
          <pd-slider
            label="Copied samples"
            .min=${0}
            .max=${total}
            .value=${count}
            unit=${`of ${total}`}
            @input=${this.sought}
            @change=${this.sought}
          ></pd-slider>
          <button type="button" ?disabled=${total === 0} @click=${this.press}>
            ${this.playing ? 'Pause' : 'Play one after another'}
          </button>
          <pd-toggle
            label="Mark moved pixels"
            .checked=${this.mark}
            @change=${(event: CustomEvent<{ checked: boolean }>) => {
              event.stopPropagation();
              this.mark = event.detail.checked;
            }}
          ></pd-toggle>
        </div>
      </div>
      <pd-loupe
        .picture=${picture}
        .copies=${copies}
        .position=${count}
        .x=${this.x}
        .y=${this.y}
        @move=${(event: CustomEvent<{ x: number; y: number }>) => {
          event.stopPropagation();
          ({ x: this.x, y: this.y } = event.detail);
        }}
      ></pd-loupe>
    </div>`;
  }
}
