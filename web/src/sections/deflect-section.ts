import { css, html, nothing, type TemplateResult } from 'lit';
import { mapKinds } from 'pixel-deflection/pipeline';
import { isAbort, LostWorkerError } from '../client/client.js';
import type { State } from '../state/app.js';
import { fields, type Settings } from '../state/settings.js';
import { deflectionOf } from '../state/settings-of.js';
import { deflectionSentence, explanations, positionSentence } from '../text/index.js';
import type { AttackOutcome, Deflected, Picture, Scores } from '../worker/protocol.js';
import './draws-strip.js';
import { latest } from './latest.js';
import { Section } from './section.js';
import { mapTitles } from './titles.js';

/** What the classifier says while some of the copies are made. */
interface Seen {
  readonly deflected: Deflected;
  readonly position: number;
  readonly scores: Scores;
}

const mapOptions = mapKinds.map((value) => ({
  value,
  label: value === 'none' ? 'off: anywhere' : mapTitles[value],
}));

/** The deflection of the attacked picture: its settings, each copied sample, and how its draws differ. */
class DeflectSection extends Section {
  static override readonly anchor = 'deflect';
  static override readonly heading = 'Deflect pixels';
  static override properties = { ...Section.properties, seen: { state: true } };
  static override styles = [
    ...Section.styles,
    css`
      pd-deflections {
        flex: 3 1 27rem;
      }
      .says {
        flex: 1 1 14rem;
      }
    `,
  ];

  declare private seen: Seen | undefined;

  constructor() {
    super();
    this.seen = undefined;
  }

  protected override inputs({ attack, settings }: State) {
    const { deflections, window, map, topK, aggregate, seed, draw } = settings;
    const ofMap = map === 'r-cam' ? [topK, aggregate] : [];
    return [attack, deflections, window, map, seed, draw, ...ofMap];
  }

  protected override async work({ attack, settings }: State, signal: AbortSignal): Promise<void> {
    const { client, store } = this.app;
    if (attack === undefined) {
      store.set({ deflected: undefined });
      this.say('');
      return;
    }
    const input = { image: attack.adversary, ...deflectionOf(settings), draw: settings.draw };
    try {
      store.set({ deflected: await client.request('deflect', input, { signal }) });
    } catch (error) {
      // What was shown is not of these settings.
      if (!signal.aborted) store.set({ deflected: undefined });
      throw error;
    }
    this.say(this.#sentence(this.app.store.get()));
  }

  #sentence({ attack, deflected, settings }: State): string {
    if (attack === undefined || deflected === undefined) return '';
    const { index, name: truth } = attack.label;
    const { deflections, window, copies, image, psnr, scores } = deflected;
    const { map } = settings;
    const onMap = map === 'center' ? mapTitles[map] : `the ${mapTitles[map]}`;
    return deflectionSentence({
      truth,
      before: attack.scores.probabilities[index],
      after: scores.probabilities[index],
      said: attack.prediction.name,
      says: scores.top[0].name,
      set: { deflections: settings.deflections, window: settings.window },
      applied: { deflections, window },
      width: image.width,
      height: image.height,
      copied: copies.length / 5,
      map: map === 'none' ? 'Anywhere in the picture' : `Away from ${onMap}`,
      psnr,
    });
  }

  /** The classifier's opinion follows the player. */
  readonly #look = latest(async ({ deflected, position, picture }: Omit<Seen, 'scores'> & { picture: Picture }) => {
    try {
      const scores = await this.app.client.request('classify', { image: picture }, { lane: 'deflect-position' });
      this.seen = { deflected, position, scores };
    } catch (error) {
      if (isAbort(error) || error instanceof LostWorkerError) return;
      throw error;
    }
  });

  #played(event: CustomEvent<{ position: number; picture: Picture }>): void {
    const { deflected } = this.app.store.get();
    if (deflected === undefined) return;
    const { position, picture } = event.detail;
    void this.#look({ deflected, position, picture });
  }

  #controls({ deflections, window, map }: Settings): TemplateResult {
    const { change } = this.app;
    const slider = (key: 'deflections' | 'window', label: string, value: number, help: string) =>
      html`<pd-slider
        name=${key}
        .label=${label}
        .help=${help}
        .min=${fields[key].min}
        .max=${fields[key].max}
        .step=${fields[key].step}
        .value=${value}
        @input=${({ detail }: CustomEvent<{ value: number }>) => change({ [key]: detail.value })}
      ></pd-slider>`;
    return html`<div class="controls">
      ${slider('deflections', 'Deflections', deflections, 'For 224 × 224; fewer on a smaller picture')}
      ${slider('window', 'Window', window, 'Pixels to the farthest neighbour, for 224 × 224')}
      <pd-choice
        class="whole"
        name="map"
        label="Map that keeps pixels in place"
        .options=${mapOptions}
        .value=${map}
        @change=${({ detail }: CustomEvent<{ value: Settings['map'] }>) => change({ map: detail.value })}
      ></pd-choice>
    </div>`;
  }

  #position(attack: AttackOutcome, { deflected, position, scores }: Seen): string {
    const [{ name: says, probability }] = scores.top;
    const of = deflected.copies.length / 5;
    const { name: truth, index } = attack.label;
    return positionSentence({ position, of, says, probability, truth, after: scores.probabilities[index] });
  }

  protected override content(state: State): TemplateResult {
    const { attack, deflected, settings } = state;
    const seen = this.seen?.deflected === deflected ? this.seen : undefined;
    return html`${this.screen(
        explanations.deflect,
        html`${this.#controls(settings)}
          ${attack === undefined ? html`<p class="soft">It deflects the attacked picture: attack one above.</p>` : nothing}
          ${this.status()}
          <div class="row">
            <pd-deflections
              .picture=${attack?.adversary}
              .copies=${deflected?.copies}
              .name=${settings.draw === 0 ? 'Deflected' : `Deflected, draw ${settings.draw}`}
              .size=${256}
              @seek=${this.#played}
              @settle=${this.#played}
            ></pd-deflections>
            <div class="says">
              <pd-bars
                name=${seen === undefined ? 'What it says of the deflected picture' : 'What it says at this place'}
                .scores=${(seen ?? deflected)?.scores.top}
                .truth=${attack?.label.index}
                .other=${attack?.rival.index}
              ></pd-bars>
              <p class="position">${attack === undefined || seen === undefined ? '' : this.#position(attack, seen)}</p>
            </div>
          </div>`,
      )}
      <draws-strip .app=${this.app}></draws-strip> `;
  }
}

customElements.define('deflect-section', DeflectSection);
