import { html } from 'lit';
import { canvasOf, caption, Figure, waiting } from './figure.js';
import { densityOf, densityPixels, describeDensity } from './map-pixels.js';
import { legend } from './map-picture.js';
import type { ActivationMap, Copies } from './types.js';

/** Cells along each side of the picture. */
const cells = 16;

/** `<pd-density>`: how many copied samples fell into each part of the picture. */
export class PdDensity extends Figure {
  static override properties = {
    copies: { attribute: false },
    width: { type: Number },
    height: { type: Number },
    map: { attribute: false },
    name: {},
    size: { type: Number },
  };
  declare copies: Copies | undefined;
  declare width: number;
  declare height: number;
  declare map: ActivationMap | undefined;
  declare name: string;
  declare size: number;

  constructor() {
    super();
    this.width = 0;
    this.height = 0;
    this.name = 'Density of deflections';
    this.size = 224;
  }

  get description(): string {
    const { copies, width, height, map, name } = this;
    if (copies === undefined || width === 0 || height === 0) return '';
    return `${name}: ${describeDensity(copies, width, height, cells, map)}.`;
  }

  override render() {
    const { copies, width, height, map, name } = this;
    if (copies === undefined || width === 0 || height === 0) return waiting(name);
    const counts = densityOf(copies, width, height, cells);
    return html`<figure>
      ${canvasOf(densityPixels(counts, cells), this.size, this.description)}
      ${legend('0 samples', `${Math.max(...counts)} in a cell`, this.size)}
      ${caption(name, undefined, `${describeDensity(copies, width, height, cells, map)}.`)}
    </figure>`;
  }
}
