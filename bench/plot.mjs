// The plot of docs/performance.md.
//
// usage: node bench/plot.mjs LINEAR.json OUT.svg
// LINEAR.json: what bench/linear.mjs printed.
import { readFileSync, writeFileSync } from 'node:fs';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** A line of points, and its name at the last of them. */
function line(points, y, name, stroke) {
  const options = { x: 'megapixels', y, stroke };
  const last = { ...options, stroke: undefined, fill: stroke, text: () => name, dx: 8, textAnchor: 'start' };
  return [
    Plot.line(points, options),
    Plot.dot(points, { ...options, fill: stroke, r: 3 }),
    Plot.text(points.slice(-1), last),
  ];
}

/** An SVG of the time of the wavelet chain and of a copy against the size of the picture. */
export function plotLinear({ rows }) {
  const { document } = parseHTML('<!doctype html><body></body>');
  const figure = Plot.plot({
    document,
    width: 720,
    height: 420,
    marginRight: 110,
    style: { background: 'white', color: '#222', fontFamily: 'system-ui, sans-serif', fontSize: '12px' },
    x: { type: 'log', label: 'megapixels', tickFormat: '~g', grid: true },
    y: { type: 'log', label: 'milliseconds', tickFormat: '~g', grid: true },
    marks: [...line(rows, 'milliseconds', 'wavelet chain', '#0b6e99'), ...line(rows, 'copy', 'a copy', '#b3591a')],
  });
  figure.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${figure.outerHTML}\n`;
}

if (process.argv[1]?.endsWith('plot.mjs')) {
  const [linear, out] = process.argv.slice(2);
  writeFileSync(out, plotLinear(JSON.parse(readFileSync(linear, 'utf8'))));
}
