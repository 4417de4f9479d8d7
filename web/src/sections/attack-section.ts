import { css, html, nothing, type TemplateResult } from 'lit';
import type { State } from '../state/app.js';
import { attackNames, fields } from '../state/settings.js';
import { attackOf, hasBudget, takesSteps, takesTarget } from '../state/settings-of.js';
import { attackedSentence, explanations, noiseSentence } from '../text/index.js';
import type { AttackName, ModelInfo, Picture, Steps } from '../worker/protocol.js';
import { Section } from './section.js';
import { attackTitles } from './titles.js';

/** Pictures up to this many pixels are attacked while a control moves: a step takes a few milliseconds. */
const smallPicture = 96 * 96;

/** Whether an attack is made while a control moves, or by its button. FGSM's gradient is remembered. */
function immediate(method: AttackName, { width, height }: ModelInfo): boolean {
  return method === 'fgsm' || (takesSteps(method) && width * height <= smallPicture);
}

/** The attack: method, size and target, and random noise of the same size beside it. */
class AttackSection extends Section {
  static override readonly anchor = 'attack';
  static override readonly heading = 'Attack it';
  static override styles = [
    ...Section.styles,
    css`
      .controls {
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 9rem), 1fr));
      }
    `,
  ];
  static override properties = { ...Section.properties, steps: { state: true } };

  declare private steps: Steps | undefined;

  constructor() {
    super();
    this.steps = undefined;
  }

  protected override inputs({ model, picked, settings }: State) {
    const { method, epsilon, relativeL2, iterations, target, seed } = settings;
    const size = hasBudget(method) ? epsilon : relativeL2;
    return [model, picked, method, size, takesSteps(method) && iterations, takesTarget(method) && target, seed];
  }

  protected override async work(state: State, signal: AbortSignal): Promise<void> {
    const { model, picked, settings } = state;
    if (model !== undefined && picked !== undefined && immediate(settings.method, model))
      await this.#attack(state, signal);
    else this.app.store.set({ attack: undefined, noise: undefined });
  }

  async #attack({ model, picked, settings }: State, signal: AbortSignal): Promise<void> {
    if (model === undefined || picked === undefined) return;
    const { client, store } = this.app;
    const { picture, scores } = picked;
    this.steps = undefined;
    const input = attackOf(settings, picture, model, scores.top[0].index);
    const attack = await client.request('attack', input, { signal, onProgress: (steps) => (this.steps = steps) });
    store.set({ attack });
    const { label, prediction, distances } = attack;
    const before = scores.probabilities[label.index];
    const after = attack.scores.probabilities[label.index];
    this.say(attackedSentence({ truth: label.name, before, after, says: prediction.name, linf: distances.linf }));
    // What does not change the picture has no size for noise to have.
    if (distances.l2 === 0) {
      store.set({ noise: undefined });
      return;
    }
    const size = { norm: 'l2', size: distances.l2, seed: settings.seed } as const;
    store.set({ noise: await client.request('noise', { image: picture, ...size }, { signal }) });
  }

  #controls({ settings, model, picked }: State): TemplateResult {
    const { method, epsilon, relativeL2, iterations, target, seed } = settings;
    const { change } = this.app;
    const named = picked?.scores.top[0].index;
    const classes = (model?.classes ?? []).filter(({ index }) => index !== named);
    const targets = [
      { value: '', label: 'any other class' },
      ...classes.map(({ label, name }) => ({ value: label, label: name })),
    ];
    const budget = hasBudget(method);
    const size = budget ? fields.epsilon : fields.relativeL2;
    return html`<div class="controls">
      <pd-choice
        label="Attack"
        look="select"
        .options=${attackNames.map((value) => ({ value, label: attackTitles[value] }))}
        .value=${method}
        @change=${(event: CustomEvent<{ value: AttackName }>) => change({ method: event.detail.value })}
      ></pd-choice>
      <pd-slider
        .label=${budget ? 'ε' : 'Size, relative L2'}
        .unit=${budget ? 'of 255' : ''}
        .min=${size.min}
        .max=${size.max}
        .step=${size.step}
        .value=${budget ? epsilon : relativeL2}
        @input=${({ detail }: CustomEvent<{ value: number }>) =>
          change(budget ? { epsilon: detail.value } : { relativeL2: detail.value })}
      ></pd-slider>
      ${
        takesSteps(method)
          ? html`<pd-slider
              label="Steps"
              .min=${fields.iterations.min}
              .max=${fields.iterations.max}
              .step=${fields.iterations.step}
              .value=${iterations}
              @input=${({ detail }: CustomEvent<{ value: number }>) => change({ iterations: detail.value })}
            ></pd-slider>`
          : nothing
      }
      ${
        takesTarget(method)
          ? html`<pd-choice
              label="Class to reach"
              look="select"
              .options=${targets}
              .value=${targets.some(({ value }) => value === target) ? target : ''}
              @change=${(event: CustomEvent<{ value: string }>) => change({ target: event.detail.value })}
            ></pd-choice>`
          : nothing
      }
      <pd-number
        label="Seed"
        help="Of all that is drawn at random, here and below"
        .min=${fields.seed.min}
        .max=${fields.seed.max}
        .value=${seed}
        @change=${(event: CustomEvent<{ value: number }>) => change({ seed: event.detail.value })}
      ></pd-number>
    </div>`;
  }

  #button({ settings, model, picked }: State): TemplateResult | typeof nothing {
    if (model === undefined || immediate(settings.method, model)) return nothing;
    const { done = 0, total } = this.steps ?? {};
    return html`<pd-run
      label="Run the attack"
      .running=${this.running}
      .done=${total === undefined ? undefined : done / total}
      .note=${this.running && this.steps !== undefined ? `step ${done}${total === undefined ? '' : ` of ${total}`}` : ''}
      ?disabled=${picked === undefined}
      @run=${() => this.run((signal) => this.#attack(this.app.store.get(), signal))}
      @stop=${() => this.stop()}
    ></pd-run>`;
  }

  #noiseText({ attack, noise, picked }: State): string {
    if (attack === undefined || noise === undefined || picked === undefined) return '';
    const { index, name: truth } = attack.label;
    const [before, after] = [picked.scores, noise.scores].map(({ probabilities }) => probabilities[index]);
    return noiseSentence({ truth, before, after, says: noise.scores.top[0].name });
  }

  protected override content(state: State): TemplateResult {
    const { picked, attack, noise } = state;
    const picture: Picture | undefined = picked?.picture;
    const truth = attack?.label.index;
    const other = attack?.rival.index;
    return this.screen(
      explanations.attack,
      html`${this.#controls(state)} ${this.#button(state)} ${this.status()}
        <div class="row">
          <pd-picture
            .picture=${attack?.adversary}
            .says=${attack?.scores.top[0]}
            name="Attacked"
            .size=${192}
          ></pd-picture>
          <pd-difference .from=${picture} .to=${attack?.adversary} name="Perturbation" .size=${192}></pd-difference>
          <pd-bars
            name="What it says of the attacked picture"
            .scores=${attack?.scores.top}
            .truth=${truth}
            .other=${other}
          ></pd-bars>
        </div>
        <p>${this.#noiseText(state)}</p>
        <div class="row">
          <pd-picture
            .picture=${noise?.noisy}
            .says=${noise?.scores.top[0]}
            name="With random noise"
            .size=${192}
          ></pd-picture>
          <pd-difference .from=${picture} .to=${noise?.noisy} name="Noise" .size=${192}></pd-difference>
          <pd-bars
            name="What it says of the noisy picture"
            .scores=${noise?.scores.top}
            .truth=${truth}
            .other=${other}
          ></pd-bars>
        </div>`,
    );
  }
}

customElements.define('attack-section', AttackSection);
