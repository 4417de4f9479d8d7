import { dot, frame, link, type PlotOptions } from '@observablehq/plot';
import type { LocalisationRow } from '../../../evaluation/summary/summary.js';
import { type Html, html } from '../../html.js';
import { knowledgeBadge } from '../knowledge.js';
import { conditionText, counted, numberText } from '../names.js';
import { mainConditions, sameCondition, type View } from '../view.js';
import type { Room } from './draw.js';
import { chartFigure, textTable } from './figure.js';

type Place = LocalisationRow['places'][number];

/** Pictures that are joined by a line: more would hide each other. */
const mostLines = 60;

/** How far from the middle everything lies, in steps of 0.05: the part of the picture that is drawn. */
function reachOf({ places }: LocalisationRow): number {
  const far = Math.max(
    ...places.flatMap(({ object, perturbation }) => [...object, ...perturbation]).map((v) => Math.abs(v - 0.5)),
  );
  return Math.min(0.5, Math.max(0.1, Math.ceil(21 * far) / 20));
}

function draw(row: LocalisationRow, { width }: Room): PlotOptions {
  const { places, object, perturbation } = row;
  const margin = 10;
  // A picture is square here, in the middle of the width.
  const side = Math.min(width - 8, 360);
  const reach = reachOf(row);
  const domain: [number, number] = [0.5 - reach, 0.5 + reach];
  return {
    height: side + 2 * margin,
    marginTop: margin,
    marginBottom: margin,
    marginLeft: (width - side) / 2,
    marginRight: (width - side) / 2,
    x: { domain, axis: null },
    y: { domain: domain.toReversed(), axis: null },
    marks: [
      frame({ stroke: 'var(--soft)' }),
      link(places.slice(0, mostLines), {
        x1: ({ object: [x] }: Place) => x,
        y1: ({ object: [, y] }: Place) => y,
        x2: ({ perturbation: [x] }: Place) => x,
        y2: ({ perturbation: [, y] }: Place) => y,
        stroke: 'var(--other)',
        strokeOpacity: 0.4,
      }),
      dot(places, {
        x: ({ object: [x] }: Place) => x,
        y: ({ object: [, y] }: Place) => y,
        stroke: 'var(--series-1)',
        r: 3.2,
        strokeWidth: 1.2,
      }),
      dot(places, {
        x: ({ perturbation: [x] }: Place) => x,
        y: ({ perturbation: [, y] }: Place) => y,
        stroke: 'var(--series-2)',
        symbol: 'times',
        r: 3.4,
        strokeWidth: 1.4,
      }),
      dot([object], { x: 'x', y: 'y', fill: 'var(--series-1)', stroke: 'var(--panel)', strokeWidth: 2, r: 8 }),
      dot([perturbation], {
        x: 'x',
        y: 'y',
        symbol: 'times',
        fill: 'var(--series-2)',
        stroke: 'var(--panel)',
        strokeWidth: 2,
        r: 9,
      }),
    ],
  };
}

function noteOf(row: LocalisationRow): string {
  const part = Math.round(200 * reachOf(row));
  const shown =
    part === 100 ? 'The frame is the picture.' : `The frame is the middle ${part} % of its width and height.`;
  return `○ object, × perturbation of one picture each, joined by a line (of the first ${mostLines}); large: their means. ${shown}`;
}

const head = [
  'attack',
  'model',
  'label',
  'pictures',
  'mean of objects (x, y)',
  'mean of perturbations (x, y)',
  'correlation x',
  'correlation y',
  'mean over pixels',
];

function placeText({ x, y }: LocalisationRow['object']): string {
  return `${numberText(x, 2)}, ${numberText(y, 2)}`;
}

function cells(row: LocalisationRow): string[] {
  return [
    conditionText(row),
    row.model,
    row.knowledge,
    String(row.images),
    placeText(row.object),
    placeText(row.perturbation),
    numberText(row.correlationX, 2),
    numberText(row.correlationY, 2),
    numberText(row.meanCorrelation, 2),
  ];
}

/** Where objects and perturbations lie; nothing where the run did not record it. */
export function localisation(view: View): Html | undefined {
  const { localisation: rows, models } = view.summary;
  if (rows.length === 0) return undefined;
  const main = models.flatMap((model) => mainConditions(view, model));
  const drawn = rows.filter((row) => main.some((condition) => sameCondition(condition, row)));
  const figures = drawn.map((row, i) =>
    chartFigure({
      id: `places-${i + 1}`,
      title: `${conditionText(row)}, ${row.model}`,
      badge: knowledgeBadge(row.knowledge),
      about: `Places of objects (circles) and of perturbations by ${conditionText(row)} (crosses) on ${row.model}, ${counted(row.places.length, 'picture')} over each other. Correlation over pictures: ${numberText(row.correlationX, 2)} across, ${numberText(row.correlationY, 2)} down.`,
      draw: (room) => draw(row, room),
      half: true,
      note: noteOf(row),
      table: { head, rows: [cells(row)], words: 3 },
    }),
  );
  return html`<section id="localisation">
    <h2>Where perturbations lie</h2>
    <p>
      The paper holds that attacks are not localized: perturbations spread over the picture, wherever the object is.
      Places are means, weighted by the object’s map on the clean picture and by |x′ − x|, as parts of the width and the
      height. Correlations are those of the two places over pictures, and the mean over pictures of the correlation of
      map and perturbation over pixels.
    </p>
    ${textTable('localisation-table', 'Mean places and correlations, for each attack and size', 'Localisation', {
      head,
      rows: rows.map(cells),
      words: 3,
    })}
    <div class="side-by-side">${figures}</div>
  </section>`;
}
