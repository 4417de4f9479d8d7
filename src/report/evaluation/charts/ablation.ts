import { barX, dot, type PlotOptions, ruleX, ruleY, text } from '@observablehq/plot';
import type { Condition, PairedComparison } from '../../../evaluation/summary/summary.js';
import { type Html, html } from '../../html.js';
import { knowledgeBadge } from '../knowledge.js';
import { conditionText, counted, differenceText, pText } from '../names.js';
import { mainConditions, sameCondition, type View } from '../view.js';
import { type Room, shortName } from './draw.js';
import { chartFigure } from './figure.js';
import { keyName } from './keys.js';

/** A defense beside the reference: differences as shares, above 0 where it recovers more. */
interface Bar {
  readonly defense: string;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly pValue: number;
}

/** Bars in one chart, those that differ most. */
const mostBars = 16;

function barOf(pair: PairedComparison, reference: string): Bar | undefined {
  const { first, second, difference, low, high, pValue } = pair;
  if (second === reference) return { defense: first, difference, low, high, pValue };
  if (first === reference) return { defense: second, difference: -difference, low: -high, high: -low, pValue };
  return undefined;
}

function barsOf({ summary }: View, condition: Condition, reference: string): Bar[] {
  const bars = summary.pairs.flatMap((pair) => {
    const bar = sameCondition(pair, condition) ? barOf(pair, reference) : undefined;
    return bar === undefined ? [] : [bar];
  });
  return bars.toSorted((a, b) => b.difference - a.difference);
}

function draw(bars: readonly Bar[], { width }: Room): PlotOptions {
  const rows = bars.map((bar) => ({ ...bar, name: shortName(keyName(bar.defense), width > 400 ? 20 : 13) }));
  const ends = bars.flatMap(({ low, high }) => [100 * low, 100 * high]);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const room = 0.16 * (most - least || 1);
  // Bars keep the order of their differences, two of one short name too.
  const order = rows.map((_, i) => i);
  return {
    height: 56 + 25 * rows.length,
    marginLeft: width > 400 ? 140 : 96,
    marginBottom: 40,
    marginTop: 10,
    marginRight: 16,
    x: {
      domain: [least - room, most + room],
      ticks: width > 400 ? 6 : 4,
      label: 'difference, percentage points',
      labelAnchor: 'center',
      labelArrow: 'none',
      tickFormat: (points: number) => differenceText(points / 100).replace('.0', ''),
    },
    y: { type: 'band', domain: order, axis: null, padding: 0.3 },
    marks: [
      barX(rows, {
        x1: 0,
        x2: ({ difference }: Bar) => 100 * difference,
        y: (_: Bar, i: number) => i,
        fill: ({ difference }: Bar) => (difference < 0 ? 'var(--adversarial)' : 'var(--true)'),
        fillOpacity: 0.75,
      }),
      ruleX([0], { stroke: 'var(--ink)' }),
      ruleY(rows, {
        x1: ({ low }: Bar) => 100 * low,
        x2: ({ high }: Bar) => 100 * high,
        y: (_: Bar, i: number) => i,
        stroke: 'var(--ink)',
        strokeWidth: 1.4,
      }),
      dot(rows, {
        x: ({ difference }: Bar) => 100 * difference,
        y: (_: Bar, i: number) => i,
        fill: 'var(--ink)',
        r: 2.8,
      }),
      text(rows, {
        frameAnchor: 'left',
        y: (_: Bar, i: number) => i,
        text: 'name',
        textAnchor: 'end',
        dx: -10,
        fontSize: 11.5,
        fill: 'var(--ink)',
      }),
    ],
  };
}

function ablation(view: View, condition: Condition, reference: string, id: string): Html | undefined {
  const all = barsOf(view, condition, reference);
  // The bare classifier is no variant: it would only stretch the axis.
  const variants = all.filter(({ defense }) => defense !== 'none');
  if (variants.length === 0) return undefined;
  const bars =
    variants.length <= mostBars ? variants : [...variants.slice(0, mostBars / 2), ...variants.slice(-mostBars / 2)];
  const row = view.row(condition, reference);
  const own = row === undefined ? '' : ` ${reference} recovers ${(100 * row.recovered.share).toFixed(1)} %.`;
  const left =
    bars.length < variants.length
      ? ` Shown: the ${mostBars} of ${counted(variants.length, 'defense')} that differ most.`
      : '';
  return chartFigure({
    id,
    title: `${conditionText(condition)}, ${condition.model}`,
    badge: knowledgeBadge(condition.knowledge),
    about: `Recovered accuracy of each defense less that of ${reference} on the same adversaries, with 95 % intervals by bootstrap: ${conditionText(condition)} on ${condition.model}.`,
    draw: (room) => draw(bars, room),
    half: true,
    note: `${own.trim()}${left}`,
    table: {
      head: ['defense', `difference to ${reference}, points`, '95 % interval', 'McNemar p'],
      rows: all.map(({ defense, difference, low, high, pValue }) => [
        keyName(defense),
        differenceText(difference),
        `${differenceText(low)} … ${differenceText(high)}`,
        pText(pValue),
      ]),
    },
  });
}

/** Differences of all defenses to the first one of the plan; nothing where there are fewer than two. */
export function ablations(view: View): Html | undefined {
  const reference = view.summary.defenses.find((name) => name !== 'none');
  if (reference === undefined) return undefined;
  const parts = view.summary.models.flatMap((model, m) =>
    mainConditions(view, model).flatMap((condition, i) => {
      const part = ablation(view, condition, reference, `ablation-${m + 1}-${i + 1}`);
      return part === undefined ? [] : [part];
    }),
  );
  if (parts.length === 0) return undefined;
  return html`<section id="ablation">
    <h2>What each part adds: differences to ${reference}</h2>
    <p>
      ${reference} is the first defense of the plan. To the right: a defense recovers more than it on the same
      adversaries; lines are 95 % intervals, and one that crosses 0 shows no difference. One size of each attack: the
      smallest that brings the undefended model down to 10 %, else the largest.
    </p>
    <div class="side-by-side">${parts}</div>
  </section>`;
}
