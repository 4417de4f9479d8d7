import { html } from 'lit';
import { sentence } from '../text/numbers.js';
import { scaleGradient } from './colour-scale.js';
import { canvasOf, caption, Figure, waiting } from './figure.js';
import { describeMap, overlayPixels } from './map-pixels.js';
import type { ActivationMap, Picture } from './types.js';

/** A colour scale with what its ends mean. */
export function legend(low: string, high: string, size: number) {
  return html`<div class="legend" style="max-width: ${Math.max(size, 160)}px">
    <span>${low}</span><span class="scale" style="background: ${scaleGradient}"></span><span>${high}</span>
  </div>`;
}

/** `<pd-map>`: an activation map over its picture. */
export class PdMap extends Figure {
  static override properties = {
    picture: { attribute: false },
    map: { attribute: false },
    name: {},
    size: { type: Number },
  };
  declare picture: Picture | undefined;
  declare map: ActivationMap | undefined;
  declare name: string;
  declare size: number;

  constructor() {
    super();
    this.name = 'Activation map';
    this.size = 224;
  }

  get description(): string {
    return this.map === undefined ? '' : `${this.name} over the picture: ${describeMap(this.map)}.`;
  }

  override render() {
    const { picture, map, name, size } = this;
    if (picture === undefined || map === undefined) return waiting(name);
    return html`<figure>
      ${canvasOf(overlayPixels(picture, map), size, this.description)} ${legend('0: moves', '1: stays', size)}
      ${caption(name, undefined, sentence(describeMap(map)))}
    </figure>`;
  }
}
