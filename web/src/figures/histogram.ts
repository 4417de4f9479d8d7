import { html, nothing } from 'lit';
import { percent, short } from '../text/numbers.js';
import { Chart, type PlotLibrary } from './chart.js';
import { addHatch, hatch } from './hatch.js';
import { describeHistogram, histogramOf } from './map-pixels.js';

/** Values of one map. */
export interface HistogramSeries {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

/** The key of a series: the first plain, the second hatched. */
function key(name: string, index: number) {
  const style = `width: 0.9rem; height: 0.9rem; border: 1px solid var(--edge); background: ${
    index === 0 ? 'var(--accent)' : 'repeating-linear-gradient(45deg, var(--adversarial) 0 3px, var(--panel) 3px 5px)'
  }`;
  return html`<li class="key">
    <span style=${style} aria-hidden="true"></span>${name}${index === 0 ? '' : ' (hatched)'}
  </li>`;
}

/** `<pd-histogram>`: how values in [0,1] are spread, for one map or for two side by side. */
export class PdHistogram extends Chart {
  static override properties = {
    series: { attribute: false },
    name: {},
    bins: { type: Number },
    about: {},
  };
  declare series: readonly HistogramSeries[];
  declare name: string;
  declare bins: number;
  declare about: string;

  constructor() {
    super();
    this.series = [];
    this.name = 'Histogram';
    this.bins = 10;
    this.about = 'value of the map';
  }

  protected override get hasContent(): boolean {
    return this.series.length > 0;
  }

  protected override get sentence(): string {
    return describeHistogram(this.series, this.bins);
  }

  protected override chart(plot: PlotLibrary, width: number) {
    const { series, bins, about } = this;
    const part = 0.9 / bins / series.length;
    const bars = series.map(({ values }, index) => {
      const shares = histogramOf(values, bins);
      const left = (bin: number) => (bin + 0.05) / bins + index * part;
      return plot.rectY(shares, {
        x1: (_: number, bin: number) => left(bin),
        x2: (_: number, bin: number) => left(bin) + part,
        y: (share: number) => share,
        fill: index === 0 ? 'var(--accent)' : hatch,
        stroke: index === 0 ? 'var(--accent)' : 'var(--adversarial)',
        strokeWidth: 0.75,
      });
    });
    const drawing = plot.plot({
      width,
      height: 220,
      marginLeft: 46,
      marginBottom: 42,
      style: { background: 'none', color: 'var(--ink)', fontSize: '12px' },
      x: { domain: [0, 1], label: about, ticks: 5 },
      y: { percent: true, label: 'share of values, %', grid: true, ticks: 5, nice: true },
      marks: [plot.ruleY([0]), ...bars],
    });
    addHatch(drawing);
    return drawing;
  }

  protected override keys() {
    if (this.series.length < 2) return nothing;
    return html`<ul class="keys" role="list">
      ${this.series.map(({ name }, index) => key(name, index))}
    </ul>`;
  }

  protected override table() {
    const { series, bins } = this;
    const shares = series.map(({ values }) => histogramOf(values, bins));
    return html`<table>
      <caption class="spoken">
        ${this.name}: share of values in each bin
      </caption>
      <thead>
        <tr>
          <th scope="col">${this.about}</th>
          ${series.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          { length: bins },
          (_, bin) =>
            html`<tr>
              <th scope="row">${short(bin / bins, 2)} to ${short((bin + 1) / bins, 2)}</th>
              ${shares.map((values) => html`<td class="number">${percent(values[bin])}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }
}
