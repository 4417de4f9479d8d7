import { dot, frame, line, ruleX, ruleY, text, type PlotOptions } from '@observablehq/plot';
import type { Knowledge } from '../../../evaluation/plan/plan.js';
import { paretoFront } from '../../../evaluation/statistics/pareto.js';
import type { Condition } from '../../../evaluation/summary/summary.js';
import { type Html, html } from '../../html.js';
import { percent } from '../../numbers.js';
import { knowledgeBadge } from '../knowledge.js';
import { counted, nothing, rateText } from '../names.js';
import { attacksOf, cleanOf, meanRecovered, type View } from '../view.js';
import { type Room, shortName } from './draw.js';
import { chartFigure } from './figure.js';
import { keyName, seriesKeys } from './keys.js';
import { spread } from './spread.js';

/** A defense by what it costs and what it brings, as shares. */
interface Point {
  readonly defense: string;
  readonly clean: number;
  readonly recovered: number;
}

/** Defenses that are named beside their points; of more, those on the front are. */
const mostNames = 10;
const height = 380;

function pointsOf(view: View, clean: Condition, attacked: readonly Condition[]): Point[] {
  return view.summary.defenses.flatMap((defense) => {
    const kept = view.row(clean, defense)?.recovered;
    const recovered = meanRecovered(view, attacked, defense);
    return kept === undefined || kept.of === 0 || recovered === undefined
      ? []
      : [{ defense, clean: kept.share, recovered }];
  });
}

/** The range of an axis: round numbers around what is shown. */
function around(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => 100 * value);
  const room = Math.max(2, 0.08 * (high - low));
  return [Math.max(0, Math.floor((low - room) / 5) * 5), Math.min(100, Math.ceil((high + room) / 5) * 5)];
}

function draw(view: View, points: readonly Point[], front: readonly Point[], { narrow }: Room): PlotOptions {
  const named = points.length <= mostNames ? points : points.filter((point) => front.includes(point));
  const y = around(points.map(({ recovered }) => recovered));
  const gap = ((y[1] - y[0]) * 13) / (height - 60);
  const wanted = named.map(({ recovered }) => 100 * recovered);
  const places = spread(wanted, gap, y[0], y[1]);
  const x = around(points.map(({ clean }) => clean));
  // A staircase: what is attainable by choosing one of the front.
  const steps = front.flatMap((point, i) => [
    ...(i > 0 ? [{ clean: point.clean, recovered: point.recovered }] : []),
    { clean: point.clean, recovered: point.recovered },
  ]);
  const labels = named.map(({ defense, clean }, i) => ({
    // Beyond the middle there is more room to the left.
    left: 100 * clean > (x[0] + x[1]) / 2,
    x: 100 * clean,
    y: places[i],
    defense,
    name: shortName(keyName(defense), narrow ? 14 : 24),
  }));
  const label = (left: boolean) =>
    text(
      labels.filter((each) => each.left === left),
      {
        x: 'x',
        y: 'y',
        text: 'name',
        fill: ({ defense }: { defense: string }) => view.style(defense).colour,
        textAnchor: left ? 'end' : 'start',
        dx: left ? -9 : 9,
        fontSize: narrow ? 10.5 : 12,
        fontWeight: 600,
        stroke: 'var(--panel)',
        strokeWidth: 4,
      },
    );
  return {
    height,
    marginLeft: 44,
    marginBottom: 44,
    marginTop: 28,
    x: { domain: x, ticks: 5, label: 'clean accuracy kept, %', labelAnchor: 'center', labelArrow: 'none' },
    y: { domain: y, ticks: 5, label: 'recovered accuracy, %', labelArrow: 'none' },
    marks: [
      frame({ stroke: 'var(--line)' }),
      ruleX(ticks(x), { stroke: 'var(--line)' }),
      ruleY(ticks(y), { stroke: 'var(--line)' }),
      line(steps, {
        x: ({ clean }: Point) => 100 * clean,
        y: ({ recovered }: Point) => 100 * recovered,
        stroke: 'var(--soft)',
        strokeDasharray: '2 4',
        strokeWidth: 1.5,
        curve: 'step-before',
      }),
      dot(points, {
        x: ({ clean }: Point) => 100 * clean,
        y: ({ recovered }: Point) => 100 * recovered,
        fill: ({ defense }: Point) => view.style(defense).colour,
        symbol: ({ defense }: Point) => view.style(defense).symbol,
        stroke: (point: Point) => (front.includes(point) ? 'var(--ink)' : 'none'),
        strokeWidth: 1.3,
        r: 5.5,
      }),
      label(true),
      label(false),
    ],
  };
}

function ticks([low, high]: readonly [number, number]): number[] {
  const step = high - low > 50 ? 20 : high - low > 20 ? 10 : 5;
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, i) => first + i * step);
}

function scatter(view: View, model: string, knowledge: Knowledge, id: string): Html | undefined {
  const clean = cleanOf(view, model);
  const attacked = attacksOf(view, model)
    .flat()
    .filter((condition) => condition.knowledge === knowledge);
  const points = clean === undefined ? [] : pointsOf(view, clean, attacked);
  if (clean === undefined || points.length < 2 || attacked.length === 0) return undefined;
  const front = paretoFront(points);
  const attacks = new Set(attacked.map(({ attack }) => attack)).size;
  const worst = new Map(
    view.summary.worst
      .filter((each) => each.model === model && each.knowledge === knowledge)
      .map((each) => [each.defense, each.recovered]),
  );
  return chartFigure({
    id,
    title: model,
    badge: knowledgeBadge(knowledge),
    about: `Clean accuracy kept against accuracy recovered under ${knowledge} attacks on ${model}, one point for each defense. On the Pareto front: ${front.map(({ defense }) => keyName(defense)).join(', ')}.`,
    draw: (room) => draw(view, points, front, room),
    keys:
      points.length <= mostNames
        ? seriesKeys(
            points.map(({ defense }) => defense),
            view.style,
            false,
          )
        : undefined,
    note: `Recovered: the mean over ${counted(attacked.length, 'size')} of ${counted(attacks, 'attack')}. Dotted: the Pareto front, of which no defense is beaten in both.`,
    table: {
      head: ['defense', 'clean accuracy kept, %', 'recovered (mean), %', 'worst case, %', 'on the front'],
      rows: points.map((point) => {
        const kept = view.row(clean, point.defense)?.recovered;
        const least = worst.get(point.defense);
        return [
          keyName(point.defense),
          kept === undefined ? nothing : rateText(kept),
          percent(point.recovered),
          least === undefined ? nothing : rateText(least),
          front.includes(point) ? 'yes' : 'no',
        ];
      }),
    },
  });
}

/** What each defense costs and brings, for each model and each knowledge of attackers. */
export function scatters(view: View): Html | undefined {
  const parts = view.summary.models.flatMap((model, m) =>
    (['oblivious', 'gray-box', 'adaptive'] as const).flatMap((knowledge) => {
      const part = scatter(view, model, knowledge, `scatter-${m + 1}-${knowledge}`);
      return part === undefined ? [] : [part];
    }),
  );
  if (parts.length === 0) return undefined;
  return html`<section id="scatter">
    <h2>What a defense costs, and what it brings</h2>
    <p>
      To the right: more of the clean pictures that the bare model gets right are still right behind the defense.
      Upwards: more of their adversaries are right again. Compare defenses at equal clean accuracy, up and down.
    </p>
    ${parts}
  </section>`;
}
