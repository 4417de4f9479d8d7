import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { percent } from '../text/numbers.js';
import { type Pixels, zoomFor } from './pixels.js';
import { buttons, shared } from './styles.js';
import { nameOf, type Scored } from './types.js';

/** What all elements share: their style, and events that leave shadow roots. */
export class Figure extends LitElement {
  static override styles = [buttons, shared];

  protected emit(name: string, detail: object = {}): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function paint(canvas: HTMLCanvasElement, { width, height, data }: Pixels): void {
  // Setting a side clears the canvas, even to the same value.
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0);
}

/**
 * Pixels on a canvas: small ones at a whole zoom, larger ones than there is room for made smaller.
 * @param size the longest that a side may be, in CSS pixels
 * @param sentence what it shows: its accessible name
 */
export function canvasOf(pixels: Pixels, size: number, sentence: string): TemplateResult {
  const { width, height } = pixels;
  const zoom = zoomFor(width, height, size);
  const drawnWidth = width * Math.min(zoom, size / Math.max(width, height));
  return html`<canvas
    class=${zoom > 1 ? 'pixels' : ''}
    style="width: ${drawnWidth}px"
    role="img"
    aria-label=${sentence}
    ${ref((canvas) => canvas instanceof HTMLCanvasElement && paint(canvas, pixels))}
  ></canvas>`;
}

/** What stands in place of content that is not there yet. */
export function waiting(name: string): TemplateResult {
  return html`<p class="waiting">${name === '' ? 'Waiting' : `${name}: waiting`} for its content.</p>`;
}

/** `lemon, 94.7 %`. */
export function saysText(says: Scored): string {
  return `${nameOf(says)}, ${percent(says.probability)}`;
}

/** A caption: a name, what a classifier says, and how it is drawn. */
export function caption(name: string, says?: Scored, note?: string): TemplateResult {
  return html`<figcaption>
    <b>${name}</b>${says === undefined ? nothing : html` – ${saysText(says)}`}${note ? html`<br />${note}` : nothing}
  </figcaption>`;
}
