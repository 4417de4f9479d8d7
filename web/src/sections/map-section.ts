import { css, html, nothing, type TemplateResult } from 'lit';
import type { State } from '../state/app.js';
import { fields, type Settings } from '../state/settings.js';
import { explanations } from '../text/index.js';
import { type BothMaps, type Kind, kindsOf, type Maps, mapSentences, type Of, type Shown } from './map-sentences.js';
import { Section } from './section.js';
import { mapTitles } from './titles.js';

const shownOptions = [
  { value: 'both', label: 'CAM and R-CAM side by side' },
  { value: 'cam', label: 'CAM' },
  { value: 'r-cam', label: 'R-CAM' },
  { value: 'grad-cam', label: 'Grad-CAM' },
];
const ofOptions = [
  { value: 'attacked', label: 'the attacked picture' },
  { value: 'clean', label: 'the clean picture' },
];
const aggregateOptions = [
  { value: 'geometric-mean', label: 'geometric mean', help: 'As in the published code.' },
  {
    value: 'exponential',
    label: 'exponential weights',
    help: 'As in the paper: Σ mᵢ / 2ⁱ, the likeliest class first.',
  },
];

/** Where the classifier looks: R-CAM beside CAM, of the attacked and the clean picture, and where deflections fell. */
class MapSection extends Section {
  static override readonly anchor = 'map';
  static override readonly heading = 'Map where the classifier looks';
  static override readonly lazy = true;
  static override properties = { ...Section.properties, maps: { state: true } };
  static override styles = [
    ...Section.styles,
    css`
      pd-histogram {
        flex: 1 1 18rem;
      }
      .maps .map {
        flex: 0 1 13rem;
      }
    `,
  ];

  declare private maps: BothMaps | undefined;

  constructor() {
    super();
    this.maps = undefined;
  }

  /** Grad-CAM takes a gradient for each picture, and is made where somebody wants to see it. */
  #kinds({ maps }: Settings): readonly Kind[] {
    return maps === 'grad-cam' ? ['cam', 'r-cam', 'grad-cam'] : ['cam', 'r-cam'];
  }

  protected override inputs({ picked, attack, settings }: State) {
    return [picked, attack, settings.topK, settings.aggregate, this.#kinds(settings).length];
  }

  protected override async work({ picked, attack, settings }: State, signal: AbortSignal): Promise<void> {
    if (picked === undefined || attack === undefined) {
      this.maps = undefined;
      this.say('');
      return;
    }
    const [kinds, { topK, aggregate }] = [this.#kinds(settings), settings];
    const of = async (image: typeof picked.picture): Promise<Maps> => {
      const results = await this.app.client.request('maps', { image, kinds, topK, aggregate }, { signal });
      return Object.fromEntries(results.map((result) => [result.kind, result])) as unknown as Maps;
    };
    try {
      this.maps = { clean: await of(picked.picture), attacked: await of(attack.adversary) };
    } catch (error) {
      if (!signal.aborted) this.maps = undefined;
      throw error;
    }
    this.#tell();
  }

  #tell(): void {
    const { maps, mapsOf } = this.app.store.get().settings;
    this.say(this.maps === undefined ? '' : mapSentences(this.maps, mapsOf, kindsOf(maps)));
  }

  #look(patch: Partial<Pick<Settings, 'maps' | 'mapsOf'>>): void {
    this.app.change(patch);
    this.#tell();
  }

  #controls({ topK, aggregate, maps, mapsOf }: Settings, classes: number): TemplateResult {
    const { change } = this.app;
    return html`<div class="controls">
      <pd-choice
        name="shown"
        label="Show"
        .options=${shownOptions}
        .value=${maps}
        @change=${({ detail }: CustomEvent<{ value: Shown }>) => this.#look({ maps: detail.value })}
      ></pd-choice>
      <pd-choice
        name="of"
        label="Of"
        .options=${ofOptions}
        .value=${mapsOf}
        @change=${({ detail }: CustomEvent<{ value: Of }>) => this.#look({ mapsOf: detail.value })}
      ></pd-choice>
      <pd-slider
        name="topK"
        label="Classes of the R-CAM"
        .min=${fields.topK.min}
        .max=${Math.min(fields.topK.max, classes)}
        .step=${fields.topK.step}
        .value=${topK}
        @input=${({ detail }: CustomEvent<{ value: number }>) => change({ topK: detail.value })}
      ></pd-slider>
      <pd-choice
        name="aggregate"
        label="Joined by"
        .options=${aggregateOptions}
        .value=${aggregate}
        @change=${({ detail }: CustomEvent<{ value: Settings['aggregate'] }>) => change({ aggregate: detail.value })}
      ></pd-choice>
    </div>`;
  }

  /** The maps that are shown; each with its classes. */
  #pictures({ picked, attack, model, settings }: State): TemplateResult {
    const { maps: shown, mapsOf: of } = settings;
    const picture = of === 'clean' ? picked?.picture : attack?.adversary;
    const kinds = kindsOf(shown);
    return html`<div class="row maps">
      ${kinds.map((kind) => {
        const map = this.maps?.[of][kind];
        const names = map?.classes.map(({ index }) => model?.classes[index]?.name).join(', ');
        return html`<div class="map">
          <pd-map .picture=${picture} .map=${map} .name=${`${mapTitles[kind]}, ${of}`} .size=${192}></pd-map>
          <p class="soft">${names === undefined ? '' : `Over: ${names}.`}</p>
        </div>`;
      })}
      ${this.#histogram(settings)}
    </div>`;
  }

  /** Of both maps of the picture; of one map, as it is for both pictures. */
  #histogram({ maps: shown, mapsOf: of }: Settings): TemplateResult {
    const { maps } = this;
    const series =
      shown === 'both'
        ? (['cam', 'r-cam'] as const).map((kind) => ({ name: mapTitles[kind], values: maps?.[of][kind]?.data }))
        : (['clean', 'attacked'] as const).map((name) => ({ name, values: maps?.[name][shown]?.data }));
    return html`<pd-histogram
      .name=${shown === 'both' ? `Values of the maps, ${of}` : `Values of the ${mapTitles[shown]}`}
      .series=${series.filter(({ values }) => values !== undefined)}
    ></pd-histogram>`;
  }

  /** The map that steered the deflection, and where it let samples be copied. */
  #density({ attack, deflected, settings }: State): TemplateResult {
    const [map, title] = [deflected?.map, mapTitles[settings.map]];
    return html`<h3>Where the deflections fell</h3>
      <div class="row">
        ${
          settings.map === 'none'
            ? html`<p class="soft">No map steers the deflection above: samples are copied anywhere.</p>`
            : html`<pd-map
                .picture=${attack?.adversary}
                .map=${map}
                .name=${`Steers the deflection: ${title}`}
                .size=${192}
              ></pd-map>`
        }
        <pd-density
          .copies=${deflected?.copies}
          .width=${deflected?.image.width ?? 0}
          .height=${deflected?.image.height ?? 0}
          .map=${map}
          .size=${192}
        ></pd-density>
      </div>`;
  }

  protected override content(state: State): TemplateResult {
    const { model, settings } = state;
    const method = this.maps?.[settings.mapsOf].cam?.method;
    return html`${this.screen(
      explanations.map,
      html`${this.#controls(settings, model?.classes.length ?? fields.topK.max)}
      ${
        method === 'grad-cam'
          ? html`<pd-message
              kind="note"
              heading="This model has no class maps of its own"
              text="CAM and R-CAM are made from Grad-CAMs."
            ></pd-message>`
          : nothing
      }
      ${this.status()} ${this.#pictures(state)}`,
    )}
    ${this.#density(state)}`;
  }
}

customElements.define('map-section', MapSection);
