import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { oneLine } from '../../../core/one-line.js';
import { type Html, html, Html as Raw } from '../../html.js';

/** The room that a chart is drawn for. */
export interface Room {
  /** In pixels. */
  readonly width: number;
  /** Whether there is little of it: short names, few ticks. */
  readonly narrow: boolean;
}

/** Widths of charts: over a whole page, beside another one, and on a phone. */
const widths = { page: 800, half: 440, phone: 320 } as const;

/** A chart for some room, but for its width. */
export type Draw = (room: Room) => PlotOptions;

const { document } = parseHTML('<html><body></body></html>');

/**
 * One chart as SVG. Plot puts a style into each one; it stands in the page's own style instead, so that the page's policy
 * can name that by its hash.
 * @param about what a screen reader says in its place
 */
function draw(options: PlotOptions, size: keyof typeof widths, about: string): Html {
  const svg = plot({ ...options, document: document as unknown as Document, width: widths[size], className: 'chart' });
  for (const style of svg.querySelectorAll('style')) style.remove();
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', oneLine(about));
  svg.setAttribute('class', `chart ${size}`);
  // Names of parts are for scripts; to a screen reader the chart is one picture.
  for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  return new Raw((svg as unknown as { outerHTML: string }).outerHTML);
}

/** A chart for the page and for a phone, of which the style shows one. */
export function chart(options: Draw, about: string, half: boolean): Html {
  const sizes = [half ? 'half' : 'page', 'phone'] as const;
  return html`${sizes.map((size) => draw(options({ width: widths[size], narrow: size !== 'page' }), size, about))}`;
}

/** A name as a chart shows it: on one line, and cut where it is long. */
export function shortName(name: string, longest = 22): string {
  const letters = Array.from(oneLine(name));
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : letters.join('');
}
