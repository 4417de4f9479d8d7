import { css, html, nothing, type TemplateResult } from 'lit';
import type { State } from '../state/app.js';
import { samples, sampleOf } from '../state/samples.js';
import { explanations, percent, truthSentence } from '../text/index.js';
import { takePhoto } from './camera.js';
import { Section } from './section.js';

/** What there is in a drop or a paste. */
function fileOf(data: DataTransfer | null): File | undefined {
  return [...(data?.files ?? [])][0];
}

/** Which picture it is about, and what the classifier sees of it. */
class PickSection extends Section {
  static override readonly anchor = 'pick';
  static override readonly heading = 'Pick a picture';
  static override properties = { ...Section.properties, over: { state: true } };
  static override styles = [
    ...Section.styles,
    css`
      .samples {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(4.4rem, 1fr));
        gap: 0.3rem;
        padding: 0;
        margin: 0 0 0.75rem;
        border: 0;
      }
      .samples button {
        padding: 0.15rem;
        border: 2px solid transparent;
        border-radius: 0.35rem;
        background: none;
        font: inherit;
        font-size: 0.75rem;
        line-height: 1.2;
        color: inherit;
        align-self: start;
        cursor: pointer;
      }
      .samples button[aria-pressed='true'] {
        border-color: var(--accent);
        font-weight: 600;
      }
      .samples img {
        display: block;
        width: 100%;
        aspect-ratio: 4 / 3;
        object-fit: cover;
        border-radius: 0.25rem;
      }
      .drop {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1rem;
        align-items: center;
        padding: 0.5rem 0.75rem;
        border: 2px dashed var(--edge);
        border-radius: 0.5rem;
        margin-bottom: 0.75rem;
      }
      .drop.over {
        border-color: var(--accent);
      }
      .drop label {
        min-width: 0;
      }
      .drop input,
      .drop button {
        font: inherit;
        max-width: 100%;
      }
    `,
  ];

  /** Whether a file is held over the page. */
  declare private over: boolean;

  constructor() {
    super();
    this.over = false;
  }

  readonly #paste = (event: ClipboardEvent) => {
    const file = fileOf(event.clipboardData);
    if (file === undefined) return;
    event.preventDefault();
    void this.app.pick(file);
  };

  readonly #drag = (event: DragEvent) => {
    event.preventDefault();
    this.over = event.type === 'dragover';
    if (event.type !== 'drop') return;
    const file = fileOf(event.dataTransfer);
    if (file !== undefined) void this.app.pick(file);
  };

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('paste', this.#paste);
    for (const type of ['dragover', 'dragleave', 'drop'] as const) document.addEventListener(type, this.#drag);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('paste', this.#paste);
    for (const type of ['dragover', 'dragleave', 'drop'] as const) document.removeEventListener(type, this.#drag);
  }

  protected override inputs({ picked, settings }: State) {
    return [picked, settings.sample];
  }

  protected override async work(state: State): Promise<void> {
    const { picked } = state;
    if (picked === undefined) return;
    const [{ name, label, probability }] = picked.scores.top;
    const says = name || label;
    const known = truthSentence(says, this.#truth(state)?.name);
    this.say(`${picked.name}: the classifier says ${says}, ${percent(probability)}. ${known}`.trim());
  }

  /** The class that a sample was made for, where the model has it. */
  #truth({ model, settings }: State) {
    const label = sampleOf(settings.sample)?.label;
    return label === undefined ? undefined : model?.classes.find((each) => each.label === label);
  }

  #pictures({ settings }: State): TemplateResult {
    return html`<div class="samples" role="group" aria-label="Samples">
      ${samples.map(
        ({ key, name, thumbnail }) =>
          html`<button type="button" aria-pressed=${settings.sample === key} @click=${() => this.app.pick(key)}>
            <img src=${thumbnail} alt="" loading="lazy" width="64" height="64" />${name}
          </button>`,
      )}
    </div>`;
  }

  #own(): TemplateResult {
    const choose = (event: Event) => {
      const input = event.target as HTMLInputElement;
      const file = input.files?.[0];
      // The same file again is a choice as well.
      input.value = '';
      if (file !== undefined) void this.app.pick(file);
    };
    return html`<div class=${this.over ? 'drop over' : 'drop'}>
      <label>A picture of your own <input type="file" accept="image/*" @change=${choose} /></label>
      <button type="button" @click=${() => this.run(async () => this.app.pick(await takePhoto()))}>Take a photo</button>
      <span class="soft">Or drop one here, or paste it. It stays in this browser, and is in no link.</span>
    </div>`;
  }

  protected override content(state: State): TemplateResult {
    const { picked, pictureProblem, model } = state;
    return this.screen(
      explanations.pick,
      html`${this.#pictures(state)} ${this.#own()}
        ${
          pictureProblem === undefined
            ? nothing
            : html`<pd-message
                kind=${pictureProblem.kind ?? 'error'}
                .heading=${pictureProblem.heading}
                .text=${pictureProblem.text}
                closable
                @close=${() => this.app.dismiss('pictureProblem')}
              ></pd-message>`
        }
        <div class="row">
          <pd-picture
            .picture=${picked?.picture}
            .name=${picked === undefined ? 'What the classifier sees' : `${picked.name}, as the classifier sees it`}
            .size=${224}
          ></pd-picture>
          <pd-bars
            .scores=${picked?.scores.top}
            .truth=${this.#truth(state)?.index}
            name=${model === undefined ? 'The classifier is loading' : 'The five likeliest classes'}
          ></pd-bars>
        </div>
        ${this.status()}`,
    );
  }
}

customElements.define('pick-section', PickSection);
