import type * as Plot from '@observablehq/plot';
import { css, html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { sentence } from '../text/numbers.js';
import { Figure, waiting } from './figure.js';

export type PlotLibrary = typeof Plot;

/** What a chart is drawn as, by Observable Plot. */
export type Drawing = ReturnType<PlotLibrary['plot']>;

let loading: Promise<PlotLibrary> | undefined;

/** Observable Plot, loaded when a chart is first drawn; tried anew after a failure. */
function loadPlot(): Promise<PlotLibrary> {
  loading ??= import('@observablehq/plot').catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** The widest that a chart is drawn. */
const widest = 640;

/** A chart that Observable Plot draws at the width that there is, with its sentence, and its numbers as a table. */
export abstract class Chart extends Figure {
  static override styles = [
    ...Figure.styles,
    css`
      .plot {
        min-height: 12rem;
        max-width: 40rem;
      }
      .plot svg,
      .key svg {
        display: block;
        max-width: 100%;
        overflow: visible;
        font-family: var(--sans);
      }
      .keys {
        list-style: none;
        padding: 0;
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 1.2rem;
        font-size: 0.85rem;
      }
      .key {
        display: flex;
        align-items: center;
        gap: 0.4rem;
      }
      summary {
        min-height: 1.8rem;
        cursor: pointer;
        font-size: 0.85rem;
        color: var(--soft);
      }
    `,
  ];
  private readonly watcher = new ResizeObserver(() => void this.draw());
  private plot: Element | undefined;
  private drawnWidth = 0;

  abstract get name(): string;
  /** The sentence of the chart, without its name. */
  protected abstract get sentence(): string;
  protected abstract get hasContent(): boolean;
  protected abstract chart(plot: PlotLibrary, width: number): Drawing;
  protected abstract keys(): TemplateResult | typeof nothing;
  protected abstract table(): TemplateResult;

  get description(): string {
    return this.hasContent ? `${this.name}: ${this.sentence}.` : '';
  }

  override updated(): void {
    this.drawnWidth = 0;
    void this.draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher.disconnect();
    this.plot = undefined;
  }

  private place(element: Element | undefined): void {
    if (element === this.plot) return;
    this.watcher.disconnect();
    this.plot = element;
    if (element !== undefined) this.watcher.observe(element);
  }

  private async draw(): Promise<void> {
    const { plot } = this;
    const width = Math.min(widest, plot?.clientWidth ?? 0);
    if (plot === undefined || width === 0 || width === this.drawnWidth) return;
    this.drawnWidth = width;
    try {
      const library = await loadPlot();
      // The element may have been drawn anew, at another width, while the library came.
      if (plot !== this.plot || width !== this.drawnWidth || !this.hasContent) return;
      const drawing = this.chart(library, width);
      // The sentence of the box says it all; hundreds of marks would not.
      drawing.setAttribute('aria-hidden', 'true');
      plot.replaceChildren(drawing);
    } catch {
      plot.replaceChildren('The chart cannot be drawn: its program did not load. The table has its numbers.');
    }
  }

  override render() {
    if (!this.hasContent) return waiting(this.name);
    return html`<figure>
        ${this.keys()}
        <div class="plot" role="img" aria-label=${this.description} ${ref((element) => this.place(element))}></div>
        <figcaption><b>${this.name}</b><br />${sentence(this.sentence)}</figcaption>
      </figure>
      <details>
        <summary>The numbers as a table</summary>
        <div class="scroll" tabindex="0" role="group" aria-label=${`Numbers: ${this.name}`}>${this.table()}</div>
      </details>`;
  }
}
