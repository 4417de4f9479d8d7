import { css, html } from 'lit';
import { applyCopies, copiedInto, copyAt, copyCount, describePlace, nextCopy } from './copies.js';
import { Figure, waiting } from './figure.js';
import { copiesInto, loupeDrawing, reachFor } from './loupe-view.js';
import type { Copies, Picture } from './types.js';

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** `<pd-loupe>`: a place of a deflected picture, enlarged, with arrows from the pixels that its samples come from. */
export class PdLoupe extends Figure {
  static override properties = {
    picture: { attribute: false },
    copies: { attribute: false },
    position: { type: Number },
    x: { type: Number },
    y: { type: Number },
    reach: { type: Number },
  };
  static override styles = [
    ...Figure.styles,
    css`
      svg {
        display: block;
        width: 100%;
        max-width: 15rem;
        border: 1px solid var(--edge);
        background: var(--track);
      }
      .outer,
      .inner {
        fill: none;
        stroke: #000;
        stroke-width: 0.08;
      }
      .inner {
        stroke: #fff;
        stroke-width: 0.06;
      }
      .halo {
        stroke: #000;
        stroke-width: 0.28;
      }
      .arrow {
        stroke: #fff;
        stroke-width: 0.14;
        marker-end: url(#head);
      }
      .source {
        fill: #fff;
        stroke: #000;
        stroke-width: 0.08;
      }
      .row {
        margin-top: 0.5rem;
        gap: 0.5rem;
      }
    `,
  ];
  declare picture: Picture | undefined;
  declare copies: Copies | undefined;
  declare position: number | undefined;
  declare x: number;
  declare y: number;
  declare reach: number;
  private index = -1;

  constructor() {
    super();
    this.x = 0;
    this.y = 0;
    this.reach = 5;
  }

  private get count(): number {
    const all = this.copies === undefined ? 0 : copyCount(this.copies);
    return Math.max(0, Math.min(all, this.position ?? all));
  }

  get description(): string {
    const { picture, copies, x, y } = this;
    if (picture === undefined || copies === undefined) return '';
    return `Loupe at (${x}, ${y}): ${describePlace(picture, copies, this.count, x, y)}.`;
  }

  private move(x: number, y: number): void {
    if (this.picture === undefined) return;
    this.x = Math.max(0, Math.min(this.picture.width - 1, x));
    this.y = Math.max(0, Math.min(this.picture.height - 1, y));
    this.emit('move', { x: this.x, y: this.y });
  }

  private key(event: KeyboardEvent): void {
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const pace = event.shiftKey ? 5 : 1;
    this.move(this.x + pace * step[0], this.y + pace * step[1]);
  }

  private go(step: 1 | -1): void {
    if (this.copies === undefined || this.count === 0) return;
    // Going back from nowhere begins at the last.
    this.index = this.index < 0 && step < 0 ? this.count - 1 : nextCopy(this.count, this.index, step);
    const { x, y } = copyAt(this.copies, this.index);
    this.move(x, y);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('copies')) this.index = -1;
    if (changed.has('picture') && this.picture !== undefined) {
      this.x = Math.min(this.x, this.picture.width - 1);
      this.y = Math.min(this.y, this.picture.height - 1);
    }
  }

  override render() {
    const { picture, copies, x, y, count } = this;
    if (picture === undefined || copies === undefined) return waiting('Loupe');
    const into = copiesInto(copies, count, x, y);
    const reach = reachFor(this.reach, into);
    const copied = copiedInto(copies, count, picture.width, picture.height);
    const side = 2 * reach + 1;
    return html`<div
        role="application"
        tabindex="0"
        aria-label="Loupe: the arrow keys move it, with Shift by five pixels"
        aria-describedby="what"
        @keydown=${this.key}
      >
        <svg viewBox="0 0 ${side} ${side}" role="img" aria-label=${this.description}>
          <defs>
            <marker id="head" viewBox="0 0 4 4" refX="3" refY="2" markerWidth="4" markerHeight="4" orient="auto">
              <path d="M0 0 L4 2 L0 4 Z" fill="#fff" stroke="#000" stroke-width="0.4" />
            </marker>
          </defs>
          ${loupeDrawing(applyCopies(picture, copies, count), copied, x, y, reach, into)}
        </svg>
      </div>
      <p class="note" id="what" role="status">${this.description}</p>
      <p class="note">Framed twice: a moved pixel. Arrow: from where a sample was taken.</p>
      <div class="row">
        <button type="button" ?disabled=${count === 0} @click=${() => this.go(-1)}>Previous moved pixel</button>
        <button type="button" ?disabled=${count === 0} @click=${() => this.go(1)}>Next moved pixel</button>
      </div>`;
  }
}
