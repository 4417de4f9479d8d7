import { html, type TemplateResult } from 'lit';
import type { NamedPicture } from '../figures/index.js';
import { attackedSentence, defendedSentence, explanations } from '../text/index.js';
import attacked from './result/attacked.png?url';
import clean from './result/clean.png?url';
import defended from './result/defended.png?url';
import result from './result/result.json' with { type: 'json' };
import { readPixels } from './read-pixels.js';
import { Section } from './section.js';

const urls: Readonly<Record<string, string>> = { clean, attacked, defended };

/** What this is about, before the model has arrived: computed in advance, and said so. */
class ResultSection extends Section {
  static override readonly anchor = 'result';
  static override readonly heading = 'A change that nobody sees';
  static override properties = { ...Section.properties, pictures: { state: true }, shown: { state: true } };

  declare private pictures: readonly NamedPicture[];
  declare private shown: number;

  constructor() {
    super();
    this.pictures = [];
    this.shown = 1;
  }

  protected override async work(): Promise<void> {
    this.pictures = await Promise.all(
      result.pictures.map(async ({ name, title, says }) => ({
        name: title,
        picture: await readPixels(urls[name]),
        says,
      })),
    );
  }

  protected override content(): TemplateResult {
    const [before, after, behind] = result.pictures;
    const truth = before.says.name;
    const lost = { truth, before: before.truth, after: after.truth, says: after.says.name };
    const back = { truth, before: after.truth, after: behind.truth, says: behind.says.name };
    return this.screen(
      explanations.result,
      html`<pd-compare
          .pictures=${this.pictures}
          .shown=${this.shown}
          .size=${256}
          @show=${(event: CustomEvent<{ shown: number }>) => (this.shown = event.detail.shown)}
        ></pd-compare>
        <p class="sentences">${attackedSentence({ ...lost, linf: result.distances.linf })} ${defendedSentence(back)}</p>
        <p class="soft">
          Computed in advance on the sample ${result.sample}, with the settings that the page starts with. Below,
          everything is computed here.
        </p>`,
    );
  }
}

customElements.define('result-section', ResultSection);
