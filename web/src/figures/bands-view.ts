import { css, html } from 'lit';
import { percent, short } from '../text/numbers.js';
import { bandGain, bandPixels, bandText, type ShrinkRule, shrunk, thresholdText, zeroShare } from './band-pixels.js';
import { canvasOf, Figure, waiting } from './figure.js';
import { type Details, type Orientation, orientations, type Thresholds } from './types.js';

/** What an orientation shows. */
const shows: Readonly<Record<Orientation, string>> = {
  horizontal: 'edges that lie flat',
  vertical: 'edges that stand upright',
  diagonal: 'corners and diagonal edges',
};

/** `<pd-bands>`: the sub-bands of a channel before and after their thresholds, a level at a time. */
export class PdBands extends Figure {
  static override properties = {
    details: { attribute: false },
    thresholds: { attribute: false },
    rule: {},
    channel: {},
    level: { type: Number },
    size: { type: Number },
  };
  static override styles = [
    ...Figure.styles,
    css`
      .overview {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, auto);
        gap: 0.9rem 2rem;
        align-items: start;
      }
      @media (max-width: 60rem) {
        .overview {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      .band {
        flex: 1 1 13rem;
        min-width: 0;
      }
      .band .row {
        gap: 0.6rem;
      }
      .band .row figure {
        flex: 0 1 auto;
        min-width: 0;
      }
      .title {
        font-weight: 600;
        margin-bottom: 0.3rem;
      }
      .title span {
        font-weight: 400;
        color: var(--soft);
        font-size: 0.85rem;
      }
      .bands {
        margin: 0.6rem 0;
      }
    `,
  ];
  declare details: Details | undefined;
  declare thresholds: Thresholds | undefined;
  declare rule: ShrinkRule;
  declare channel: string;
  declare level: number;
  declare size: number;

  constructor() {
    super();
    this.rule = 'soft';
    this.channel = 'Y';
    this.level = 1;
    this.size = 96;
  }

  /** The level that is shown, from 0. */
  private get index(): number {
    return Math.max(0, Math.min((this.details?.length ?? 1) - 1, this.level - 1));
  }

  get description(): string {
    const { details, thresholds, index } = this;
    if (details === undefined || thresholds === undefined) return '';
    const bands = orientations.map((orientation) => {
      const { before, after, threshold } = this.band(details, thresholds, orientation, index);
      return `${orientation}, ${bandText(before, after, threshold)}`;
    });
    return `${this.channel}, level ${index + 1} of ${details.length}: ${bands.join('. ')}.`;
  }

  private band(details: Details, thresholds: Thresholds, orientation: Orientation, index: number) {
    const before = details[index][orientation];
    const threshold = thresholds[index][orientation];
    return { before, after: shrunk(before, threshold, this.rule), threshold };
  }

  private choose(event: CustomEvent<{ value: string }>): void {
    event.stopPropagation();
    this.level = Number(event.detail.value);
    this.emit('level', { level: this.level });
  }

  override render() {
    const { details, thresholds, channel, index } = this;
    if (details === undefined || thresholds === undefined || details.length !== thresholds.length) {
      return waiting('Sub-bands');
    }
    const gain = bandGain(orientations.map((orientation) => details[index][orientation]));
    const options = details.map((_, level) => ({
      value: String(level + 1),
      label: `${level + 1}${level === 0 ? ' (finest)' : ''}`,
    }));
    return html`<pd-choice
        label=${`Level of channel ${channel}`}
        .options=${options}
        .value=${String(index + 1)}
        @change=${this.choose}
      ></pd-choice>
      <div class="overview">
        <div>
          <div class="row bands">
            ${orientations.map((orientation) => this.pair(details, thresholds, orientation, index, gain))}
          </div>
          <p class="note">Gray: 0. Coefficients are drawn × ${short(gain)} around gray, before and after alike.</p>
        </div>
        ${this.table(details, thresholds)}
      </div>`;
  }

  private pair(details: Details, thresholds: Thresholds, orientation: Orientation, index: number, gain: number) {
    const { before, after, threshold } = this.band(details, thresholds, orientation, index);
    const name = `${this.channel}, level ${index + 1}, ${orientation}`;
    const side = (label: string, band: typeof before) => {
      const sentence = `${name}, ${label} the threshold: ${percent(zeroShare(band), 0)} of the coefficients are zero.`;
      return html`<figure>
        ${canvasOf(bandPixels(band, gain), this.size, sentence)}
        <figcaption>${label}: ${percent(zeroShare(band), 0)} zero</figcaption>
      </figure>`;
    };
    return html`<div class="band">
      <p class="title">${orientation} <span>${shows[orientation]}; threshold ${thresholdText(threshold)}</span></p>
      <div class="row">${side('before', before)} ${side('after', after)}</div>
    </div>`;
  }

  private table(details: Details, thresholds: Thresholds) {
    const zero = (level: number, orientation: Orientation) => {
      const { after, threshold } = this.band(details, thresholds, orientation, level);
      return html`<td class="number">${percent(zeroShare(after), 0)} (${thresholdText(threshold)})</td>`;
    };
    return html`<div class="scroll" tabindex="0" role="group" aria-label="All sub-bands">
      <table>
        <caption>
          Coefficients of ${this.channel} set to zero (and threshold)
        </caption>
        <thead>
          <tr>
            <th scope="col">Level</th>
            ${orientations.map((orientation) => html`<th scope="col" class="number">${orientation}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${details.map(
            (_, level) =>
              html`<tr>
                <th scope="row">${level + 1}</th>
                ${orientations.map((orientation) => zero(level, orientation))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
