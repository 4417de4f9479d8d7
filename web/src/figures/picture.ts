import { html } from 'lit';
import { canvasOf, caption, Figure, saysText, waiting } from './figure.js';
import { describePicture, toPixels } from './pixels.js';
import type { Picture, Scored } from './types.js';

/** A picture with its name, and what a classifier says of it. */
export interface NamedPicture {
  readonly name: string;
  readonly picture: Picture;
  readonly says?: Scored;
}

/** The sentence of a picture with its name. */
export function pictureSentence({ name, picture, says }: NamedPicture): string {
  const words = `${name}: ${describePicture(picture)}`;
  return says === undefined ? `${words}.` : `${words}. The classifier says ${saysText(says)}.`;
}

/** `<pd-picture>`: a picture and its caption. */
export class PdPicture extends Figure {
  static override properties = {
    picture: { attribute: false },
    name: {},
    says: { attribute: false },
    size: { type: Number },
  };
  declare picture: Picture | undefined;
  declare name: string;
  declare says: Scored | undefined;
  declare size: number;

  constructor() {
    super();
    this.name = 'Picture';
    this.size = 224;
  }

  get description(): string {
    const { picture, name, says } = this;
    return picture === undefined ? '' : pictureSentence({ name, picture, says });
  }

  override render() {
    if (this.picture === undefined) return waiting(this.name);
    return html`<figure>
      ${canvasOf(toPixels(this.picture), this.size, this.description)}
      ${caption(this.name, this.says, `${this.picture.width} × ${this.picture.height} pixels`)}
    </figure>`;
  }
}
