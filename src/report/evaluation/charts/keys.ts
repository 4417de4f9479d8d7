import { dot, line, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { type Html, html, Html as Raw } from '../../html.js';
import type { SeriesStyle } from '../series.js';

const { document } = parseHTML('<html><body></body></html>');

/** A piece of line with a point on it, as a chart draws a defense. */
function sample({ colour, symbol, dash }: SeriesStyle, withLine: boolean): Html {
  const ends = [
    [0, 0],
    [2, 0],
  ];
  const svg = plot({
    document: document as unknown as Document,
    width: 36,
    height: 14,
    margin: 5,
    className: 'chart',
    axis: null,
    marks: [
      withLine ? line(ends, { stroke: colour, strokeDasharray: dash, strokeWidth: 1.8 }) : undefined,
      dot([[1, 0]], { symbol: symbol as 'circle', fill: colour, r: 3.6 }),
    ],
  });
  for (const style of svg.querySelectorAll('style')) style.remove();
  svg.setAttribute('class', 'sample');
  svg.setAttribute('aria-hidden', 'true');
  return new Raw((svg as unknown as { outerHTML: string }).outerHTML);
}

/** What stands for which defense. */
export function seriesKeys(names: readonly string[], style: (name: string) => SeriesStyle, lines = true): Html {
  return html`<ul class="series-keys">
    ${names.map((name) => html`<li>${sample(style(name), lines)}<span>${keyName(name)}</span></li>`)}
  </ul>`;
}

/** The bare classifier in words. */
export function keyName(name: string): string {
  return name === 'none' ? 'undefended' : name;
}
