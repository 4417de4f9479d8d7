import { html, svg } from 'lit';
import { percent, range, short } from '../text/numbers.js';
import { Chart, type PlotLibrary } from './chart.js';
import { describeLines, type LinePoint, type LineSeries, placesOf } from './line-series.js';

/** What tells lines apart: colour, dash and symbol. */
const looks = [
  { colour: 'var(--accent)', dash: '', symbol: 'circle', shape: svg`<circle cx="17" cy="6" r="4" />` },
  { colour: 'var(--adversarial)', dash: '7 4', symbol: 'triangle', shape: svg`<path d="M17 1 L22 10 L12 10 Z" />` },
  { colour: 'var(--true)', dash: '2 4', symbol: 'square', shape: svg`<rect x="13" y="2" width="8" height="8" />` },
] as const;

/** What the table says of a place: the share with its interval. */
function cellOf(point: LinePoint | undefined): string {
  if (point === undefined) return '–';
  const { y, low, high } = point;
  return low === undefined || high === undefined ? percent(y) : `${percent(y)} (${range({ low, high })})`;
}

function lookOf(index: number) {
  return looks[index % looks.length];
}

/** `<pd-lines>`: shares against a setting, a line for each series. */
export class PdLines extends Chart {
  static override properties = {
    series: { attribute: false },
    name: {},
    xLabel: {},
    xUnit: {},
    yLabel: {},
    mark: { type: Number },
  };
  declare series: readonly LineSeries[];
  declare name: string;
  declare xLabel: string;
  declare xUnit: string;
  declare yLabel: string;
  declare mark: number | undefined;

  constructor() {
    super();
    this.series = [];
    this.name = 'Chart';
    this.xLabel = 'x';
    this.xUnit = '';
    this.yLabel = 'share';
  }

  protected override get hasContent(): boolean {
    return this.series.some(({ points }) => points.length > 0);
  }

  protected override get sentence(): string {
    return describeLines(this.series, this.xLabel, this.xUnit);
  }

  private get axis(): string {
    return this.xUnit === '' ? this.xLabel : `${this.xLabel}, ${this.xUnit}`;
  }

  protected override chart(plot: PlotLibrary, width: number) {
    const { series, mark } = this;
    const marks = series.flatMap(({ points }, index) => {
      const { colour, dash, symbol } = lookOf(index);
      const intervals = points.filter(({ low, high }) => low !== undefined && high !== undefined);
      return [
        plot.ruleX(intervals, { x: 'x', y1: 'low', y2: 'high', stroke: colour, strokeOpacity: 0.6 }),
        plot.line(points, { x: 'x', y: 'y', stroke: colour, strokeWidth: 2, strokeDasharray: dash || undefined }),
        plot.dot(points, { x: 'x', y: 'y', symbol, r: 3.5, fill: colour, stroke: 'var(--panel)', strokeWidth: 0.5 }),
      ];
    });
    const here = mark === undefined ? [] : [plot.ruleX([mark], { stroke: 'var(--ink)', strokeDasharray: '1 3' })];
    return plot.plot({
      width,
      height: 260,
      marginLeft: 46,
      marginBottom: 42,
      style: { background: 'none', color: 'var(--ink)', fontSize: '12px' },
      x: { label: this.axis, ticks: Math.max(3, Math.floor(width / 80)) },
      y: { percent: true, domain: [0, 100], label: `${this.yLabel}, %`, grid: true, ticks: 5 },
      marks: [plot.ruleY([0]), ...here, ...marks],
    });
  }

  protected override keys() {
    return html`<ul class="keys" role="list">
      ${this.series.map(({ name }, index) => {
        const { colour, dash, shape } = lookOf(index);
        return html`<li class="key">
          <svg width="34" height="12" aria-hidden="true" style="fill: ${colour}; stroke: ${colour}">
            <line x1="0" x2="34" y1="6" y2="6" stroke-width="2" stroke-dasharray=${dash} />
            ${shape}</svg
          >${name}
        </li>`;
      })}
      ${this.mark === undefined ? '' : html`<li class="key">⋮ now: ${short(this.mark)} ${this.xUnit}</li>`}
    </ul>`;
  }

  protected override table() {
    const { series } = this;
    return html`<table>
      <caption class="spoken">
        ${this.name}: ${this.yLabel}
      </caption>
      <thead>
        <tr>
          <th scope="col">${this.axis}</th>
          ${series.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${placesOf(series).map(
          (x) =>
            html`<tr>
              <th scope="row">${short(x)}</th>
              ${series.map(
                ({ points }) => html`<td class="number">${cellOf(points.find((point) => point.x === x))}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }
}
