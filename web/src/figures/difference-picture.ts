import { html } from 'lit';
import { short } from '../text/numbers.js';
import { describeDifference, differencePixels, distancesOf, distanceText, gainFor } from './difference.js';
import { canvasOf, caption, Figure, waiting } from './figure.js';
import { coloursOf } from './pixels.js';
import type { Picture } from './types.js';

/** `<pd-difference>`: what one picture adds to another, enlarged around gray, with its size in levels. */
export class PdDifference extends Figure {
  static override properties = {
    from: { attribute: false },
    to: { attribute: false },
    name: {},
    gain: { type: Number },
    size: { type: Number },
  };
  declare from: Picture | undefined;
  declare to: Picture | undefined;
  declare name: string;
  declare gain: number | undefined;
  declare size: number;

  constructor() {
    super();
    this.name = 'Perturbation';
    this.size = 224;
  }

  /** Both pictures, once there are two that can be compared: while a picture changes, one comes before the other. */
  private get pair(): [Picture, Picture] | undefined {
    const { from, to } = this;
    if (from === undefined || to === undefined) return undefined;
    const same = from.width === to.width && from.height === to.height;
    return same && coloursOf(from) === coloursOf(to) ? [from, to] : undefined;
  }

  get description(): string {
    if (this.pair === undefined) return '';
    const distances = distancesOf(...this.pair);
    return `${this.name}: ${describeDifference(distances, this.gain ?? gainFor(distances.linf))}.`;
  }

  override render() {
    const { pair } = this;
    if (pair === undefined) return waiting(this.name);
    const distances = distancesOf(...pair);
    const gain = this.gain ?? gainFor(distances.linf);
    const sentence = `${this.name}: ${describeDifference(distances, gain)}.`;
    return html`<figure>
      ${canvasOf(differencePixels(...pair, gain), this.size, sentence)}
      ${caption(`${this.name} × ${short(gain)}`, undefined, `Gray: unchanged. ${distanceText(distances)}.`)}
    </figure>`;
  }
}
