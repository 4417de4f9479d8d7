import type { Histogram, NamedClass, Scores } from '../evaluation/story/index.js';
import { type Html, html } from './html.js';
import { percent } from './numbers.js';
import type { Role } from './story-table.js';

/** The classes that have a colour. */
export interface Rivals {
  readonly truth: NamedClass;
  readonly adversarial?: NamedClass;
}

function roleOf(index: number, { truth, adversarial }: Rivals): Role {
  if (index === truth.index) return 'true';
  return index === adversarial?.index ? 'adversarial' : 'other';
}

const spoken: Readonly<Record<Role, string>> = {
  true: ' (true class)',
  adversarial: ' (adversarial class)',
  other: '',
};

/** Classes as bars, likeliest first: the true class green, the adversarial one orange. */
export function classBars(scores: Scores, rivals: Rivals): Html {
  const items = scores.map(({ index, name, probability }) => {
    const role = roleOf(index, rivals);
    const width = Math.max(0, Math.min(100, 100 * probability)).toFixed(2);
    return html`<li class="${role}">
      <span class="name">${name}<span class="spoken">${spoken[role]}</span></span
      ><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" width="100" height="10" />
        <rect class="fill" width="${width}" height="10" /></svg
      ><span class="value">${percent(probability)} %</span>
    </li>`;
  });
  return html`<ol class="bars">
    ${items}
  </ol>`;
}

/** One series of a histogram. */
export interface Series {
  readonly name: string;
  readonly kind: 'first' | 'second';
  readonly shares: Histogram;
}

const [width, height, bottom, left] = [320, 130, 104, 34];

/** Ten bins over the map's values 0…1, up to two series side by side; the axis is in per cent. */
export function histogramFigure(series: readonly Series[], about: string): Html {
  const most = Math.max(...series.flatMap(({ shares }) => shares), 0.01);
  const ceiling = [0.1, 0.2, 0.4, 0.6, 0.8].find((value) => value >= most) ?? 1;
  const bins = series[0].shares.length;
  const step = (width - left - 6) / bins;
  const bar = (step - 3) / series.length;
  const y = (share: number) => bottom - (share / ceiling) * (bottom - 8);
  const rects = series.flatMap(({ kind, shares }, s) =>
    shares.map((share, i) => {
      const x = left + i * step + 1.5 + s * bar;
      return html`<rect
        class="${kind}"
        x="${x.toFixed(1)}"
        y="${y(share).toFixed(1)}"
        width="${bar.toFixed(1)}"
        height="${(bottom - y(share)).toFixed(1)}"
      />`;
    }),
  );
  const lines = [0, ceiling / 2, ceiling].map(
    (share) =>
      html`<line
          class="grid"
          x1="${left}"
          x2="${width - 6}"
          y1="${y(share).toFixed(1)}"
          y2="${y(share).toFixed(1)}"
        /><text x="${left - 4}" y="${(y(share) + 3).toFixed(1)}" text-anchor="end">${100 * share} %</text>`,
  );
  const ticks = [0, 0.5, 1].map(
    (value) =>
      html`<text x="${(left + value * bins * step).toFixed(1)}" y="${bottom + 13}" text-anchor="middle"
        >${value}</text
      >`,
  );
  const keys = series.map(
    ({ name, kind }) =>
      html`<span class="key ${kind}"
        ><svg viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" /></svg>${name}</span
      >`,
  );
  return html`<div class="histogram">
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${about}">
      ${lines} ${rects} ${ticks}
      <text x="${(left + width - 6) / 2}" y="${height - 2}" text-anchor="middle">value of the map</text>
    </svg>
    <p class="keys">${keys}</p>
  </div>`;
}
