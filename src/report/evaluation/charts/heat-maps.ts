import { cell, type PlotOptions, text } from '@observablehq/plot';
import type { Condition } from '../../../evaluation/summary/summary.js';
import { type Html, html } from '../../html.js';
import { percent } from '../../numbers.js';
import { colourScale } from '../../overlay.js';
import { nothing } from '../names.js';
import { findSweeps, type Sweep } from '../sweeps.js';
import { attacksOf, cleanOf, meanRecovered, type View } from '../view.js';
import type { Room } from './draw.js';
import { chartFigure } from './figure.js';

/** A defense of a sweep with what is measured of it. */
interface Cell {
  readonly x: number;
  readonly y: number;
  readonly share: number;
}

const scale = colourScale(256);

/** The part of the colours that is used: the darkest are hard to tell from each other. */
const [darkest, lightest] = [40, 250];

/** The colour of a share, and that of the number on it. */
function colours(share: number, low: number, high: number): { fill: string; ink: string } {
  const part = high > low ? (share - low) / (high - low) : 0.5;
  const at = 3 * Math.round(darkest + part * (lightest - darkest));
  const [r, g, b] = Array.from(scale.subarray(at, at + 3), (value) => Math.round(Math.min(255, Math.max(0, value))));
  return { fill: `rgb(${r},${g},${b})`, ink: 0.299 * r + 0.587 * g + 0.114 * b > 130 ? '#000' : '#fff' };
}

function draw(sweep: Sweep, cells: readonly Cell[], { width }: Room): PlotOptions {
  const shares = cells.map(({ share }) => share);
  const [low, high] = [Math.min(...shares), Math.max(...shares)];
  const columns = new Set(cells.map(({ x }) => x)).size;
  const rows = new Set(cells.map(({ y }) => y)).size;
  const best = (share: number) => (share === high ? '★ ' : '');
  return {
    height: 76 + rows * 36,
    marginTop: 28,
    marginLeft: 54,
    marginBottom: 44,
    padding: 0.06,
    x: { type: 'band', label: sweep.x, tickFormat: String, labelAnchor: 'center', labelArrow: 'none' },
    y: { type: 'band', label: sweep.y, tickFormat: String, reverse: true, labelArrow: 'none', labelAnchor: 'top' },
    color: { type: 'identity' },
    marks: [
      cell(cells, { x: 'x', y: 'y', fill: ({ share }: Cell) => colours(share, low, high).fill, rx: 2 }),
      text(cells, {
        x: 'x',
        y: 'y',
        text: ({ share }: Cell) => best(share) + (width / columns > 52 ? percent(share) : (100 * share).toFixed(0)),
        fill: ({ share }: Cell) => colours(share, low, high).ink,
        fontSize: 11.5,
        fontWeight: 600,
      }),
    ],
  };
}

function heatMap(
  sweep: Sweep,
  model: string,
  what: string,
  id: string,
  measure: (defense: string) => number | undefined,
): Html {
  const cells = sweep.cells.flatMap(({ x, y, defense }): Cell[] => {
    const share = measure(defense);
    return share === undefined ? [] : [{ x, y, share }];
  });
  if (cells.length === 0) return html``;
  const xs = [...new Set(cells.map(({ x }) => x))].toSorted((a, b) => a - b);
  const ys = [...new Set(cells.map(({ y }) => y))].toSorted((a, b) => b - a);
  const best = cells.reduce((most, each) => (each.share > most.share ? each : most));
  const where = sweep.title === '' ? model : `${model}, ${sweep.title}`;
  return chartFigure({
    id,
    title: `${what}: ${where}`,
    about: `${what} of ${where}, by ${sweep.x} and ${sweep.y}, in per cent; most at ${best.x} and ${best.y}: ${percent(best.share)} %.`,
    draw: (room) => draw(sweep, cells, room),
    half: true,
    note: 'In per cent; lighter is more, ★ the most.',
    table: {
      head: [`${sweep.y} \\ ${sweep.x}`, ...xs.map(String)],
      rows: ys.map((y) => [
        String(y),
        ...xs.map((x) => {
          const found = cells.find((each) => each.x === x && each.y === y);
          return found === undefined ? nothing : percent(found.share);
        }),
      ]),
    },
  });
}

/** The share of clean pictures that a defense keeps; undefined where it was not judged on them. */
function keptBy(view: View, clean: Condition | undefined, defense: string): number | undefined {
  const rate = clean === undefined ? undefined : view.row(clean, defense)?.recovered;
  return rate === undefined || rate.of === 0 ? undefined : rate.share;
}

/** Defenses that differ in two numbers, as heat maps of what they recover and of what they cost. */
export function heatMaps(view: View): Html | undefined {
  const sweeps = findSweeps(view.manifest.plan.defenses);
  if (sweeps.length === 0) return undefined;
  const parts = view.summary.models.flatMap((model, m) => {
    const clean = cleanOf(view, model);
    const attacked = attacksOf(view, model)
      .flat()
      .filter(({ knowledge }) => knowledge === 'oblivious');
    return sweeps.map((sweep, s) => {
      const id = `sweep-${m + 1}-${s + 1}`;
      return html`<div class="side-by-side">
        ${heatMap(sweep, model, 'Recovered accuracy', `${id}-recovered`, (defense) => meanRecovered(view, attacked, defense))}
        ${heatMap(sweep, model, 'Clean accuracy kept', `${id}-clean`, (defense) => keptBy(view, clean, defense))}
      </div>`;
    });
  });
  return html`<section id="sweeps">
    <h2>Sweeps of two settings</h2>
    <p>Recovered accuracy is the mean over all oblivious attacks and their sizes, without controls.</p>
    ${parts}
  </section>`;
}
