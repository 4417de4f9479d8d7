import { dot, line, ruleX, ruleY, text } from '@observablehq/plot';
import type { PlotOptions } from '@observablehq/plot';
import type { Condition } from '../../../evaluation/summary/summary.js';
import { type Html, html } from '../../html.js';
import { knowledgeBadge } from '../knowledge.js';
import { attackText, measureText, rateText } from '../names.js';
import { attacksOf, cleanOf, type View } from '../view.js';
import { chartFigure } from './figure.js';
import { type Room, shortName } from './draw.js';
import { keyName, seriesKeys } from './keys.js';
import { spread } from './spread.js';

/** A defense at one size of an attack; size 0 is the clean picture. */
interface Point {
  readonly defense: string;
  readonly size: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Lines in one chart: more cannot be told apart. */
const mostLines = 8;

const [height, top, bottom] = [350, 28, 44];

function pointsOf(view: View, sizes: readonly Condition[], defense: string): Point[] {
  const clean = cleanOf(view, sizes[0].model);
  return [...(clean === undefined ? [] : [clean]), ...sizes].flatMap((condition) => {
    const rate = view.row(condition, defense)?.recovered;
    if (rate === undefined || rate.of === 0) return [];
    const { share, low, high } = rate;
    return [{ defense, size: condition.epsilon ?? 0, share: 100 * share, low: 100 * low, high: 100 * high }];
  });
}

/** Names at the ends of lines, moved apart. */
function labelsOf(lines: readonly (readonly Point[])[], narrow: boolean) {
  const ends = lines.map((points) => points[points.length - 1]);
  const gap = (100 * 13) / (height - top - bottom);
  const places = spread(
    ends.map(({ share }) => share),
    gap,
    0,
    100,
  );
  const longest = narrow ? 12 : 22;
  return ends.map(({ defense, size }, i) => ({
    defense,
    size,
    y: places[i],
    name: shortName(keyName(defense), longest),
  }));
}

function draw(
  view: View,
  sizes: readonly Condition[],
  lines: readonly (readonly Point[])[],
  { narrow }: Room,
): PlotOptions {
  const points = lines.flat();
  const colour = ({ defense }: Point | { defense: string }) => view.style(defense).colour;
  const ticks = [0, ...sizes.flatMap(({ epsilon }) => (epsilon === null ? [] : [epsilon]))];
  return {
    height,
    marginTop: top,
    marginBottom: bottom,
    marginLeft: 40,
    marginRight: narrow ? 86 : 160,
    // Sizes are doubled from one to the next, and 0 is among them: a root spaces them out.
    x: {
      type: 'sqrt',
      ticks,
      tickFormat: String,
      label: measureText(sizes[0].measure),
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: { domain: [0, 100], ticks: 5, label: 'accuracy, %', labelArrow: 'none' },
    marks: [
      ruleY([20, 40, 60, 80, 100], { stroke: 'var(--line)' }),
      ruleY([0], { stroke: 'var(--ink)', strokeWidth: 1.4 }),
      ruleX(points, { x: 'size', y1: 'low', y2: 'high', stroke: colour, strokeOpacity: 0.35, strokeWidth: 3 }),
      ...lines.map((each) => {
        const { dash } = view.style(each[0].defense);
        return line(each, { x: 'size', y: 'share', stroke: colour(each[0]), strokeDasharray: dash, strokeWidth: 1.8 });
      }),
      dot(points, {
        x: 'size',
        y: 'share',
        fill: colour,
        symbol: ({ defense }: Point) => view.style(defense).symbol,
        r: 3.6,
      }),
      text(labelsOf(lines, narrow), {
        x: 'size',
        y: 'y',
        text: 'name',
        fill: colour,
        textAnchor: 'start',
        dx: 9,
        fontSize: narrow ? 10.5 : 12,
        fontWeight: 600,
        stroke: 'var(--panel)',
        strokeWidth: 4,
      }),
    ],
  };
}

/** Defenses of a chart: the bare classifier, and those that recover most at the sizes of an attack. */
function shown(view: View, sizes: readonly Condition[]): string[] {
  const judged = view.summary.defenses.filter((defense) => sizes.some((size) => view.row(size, defense)));
  if (judged.length <= mostLines) return judged;
  const sum = (defense: string) =>
    sizes.reduce((total, size) => total + (view.row(size, defense)?.recovered.share || 0), 0);
  const best = new Set(
    judged
      .filter((defense) => defense !== 'none')
      .toSorted((a, b) => sum(b) - sum(a))
      .slice(0, mostLines - 1),
  );
  return judged.filter((defense) => defense === 'none' || best.has(defense));
}

function curve(view: View, sizes: readonly Condition[], id: string): Html {
  const { knowledge, model } = sizes[0];
  const attack = attackText(sizes[0]);
  const names = shown(view, sizes);
  const lines = names.map((defense) => pointsOf(view, sizes, defense)).filter((points) => points.length > 0);
  const left = view.summary.defenses.filter((defense) => sizes.some((size) => view.row(size, defense))).length;
  const clean = cleanOf(view, model);
  const columns = [...(clean === undefined ? [] : [clean]), ...sizes];
  const rows = names.map((defense) => [
    keyName(defense),
    ...columns.map((condition) => {
      const row = view.row(condition, defense);
      return row === undefined ? '–' : rateText(row.recovered);
    }),
  ]);
  const end = view.row(sizes[sizes.length - 1], 'none')?.recovered;
  const reaches =
    end === undefined
      ? ''
      : ` Undefended, ${attack} succeeds on ${(100 * (1 - end.share)).toFixed(1)} % at the largest size.`;
  return html`<div class="curve">
    ${chartFigure({
      id,
      title: attack,
      badge: knowledgeBadge(knowledge),
      about: `Accuracy over pictures that ${model} gets right before the attack, by the size of ${attack} (${knowledge}), one line for each defense.${reaches}`,
      draw: (room) => draw(view, sizes, lines, room),
      keys: seriesKeys(names, view.style),
      note: [
        reaches.trim(),
        names.length < left ? `Shown: undefended and the ${names.length - 1} best of ${left - 1} defenses.` : '',
      ]
        .filter(Boolean)
        .join(' '),
      table: {
        head: ['defense', ...columns.map(({ epsilon }) => (epsilon === null ? 'clean' : String(epsilon)))],
        rows,
      },
    })}
  </div>`;
}

/** Accuracy against the size of each attack, model by model; nothing where no attack has two sizes. */
export function curves(view: View): Html | undefined {
  const parts = view.summary.models.flatMap((model, m) => {
    const several = attacksOf(view, model).filter((sizes) => sizes.length > 1);
    if (several.length === 0) return [];
    return [
      html`<h3>${model}</h3>
        ${several.map((sizes, i) => curve(view, sizes, `curve-${m + 1}-${i + 1}`))}`,
    ];
  });
  if (parts.length === 0) return undefined;
  return html`<section id="curves">
    <h2>Accuracy against the size of the attack</h2>
    <p>
      Over pictures that the model gets right before the attack. Size 0 is the clean picture behind the same defense:
      what the defense costs. Bars are 95 % intervals. At 0 % the attack always succeeds; one that works brings the
      undefended model down there as its size grows. Where it does not, its other numbers mean little.
    </p>
    ${parts}
  </section>`;
}
